// The 256 check words: those of src/heller/claims/words.json, in the same order; a test compares.

export const CHECK_WORDS = Object.freeze(
  (
    "Adler Album Ampel Ananas Antenne Aprikose Aquarium Arena Armband Atlas Aufzug Auster Ausweis Auto " +
    "Backofen Badehose Bagger Bahnhof Balkon Bambus Banane Baustein Becher Benzin Besteck Biene Bikini Blatt " +
    "Blume Boot Bremse Brezel Brief Brille Bruder Brunnen Burg Dackel Dampfer Daumen Delfin Diamant Dirigent " +
    "Distel Domino Dorf Drache Drossel Efeu Eidechse Einhorn Eintopf Eisberg Elefant Fabrik Faden Fahrrad " +
    "Falke Fanfare Felsen Fenster Fichte Finger Flamingo Flasche Fliege Forelle Fuchs Gabel Gardine Garten " +
    "Gast Gebirge Gepard Gewitter Giraffe Gitarre Globus Glocke Gold Gondel Gorilla Gurke Hammer Handtuch " +
    "Harfe Haus Hausboot Hecht Heizung Helm Herbst Hering Hirsch Holunder Honig Hopfen Horizont Hotel Hund " +
    "Iglu Jaguar Joghurt Kabine Kaffee Kajak Kaktus Kalender Kanu Karotte Kastanie Katze Kaufhaus Keks Keller " +
    "Kissen Klavier Klinke Knopf Koala Kohlrabi Kompass Konfetti Konzert Krawatte Kreide Kristall Krokodil " +
    "Krone Kuchen Kuckuck Labor Laterne Lavendel Leinwand Leiter Lexikon Limonade Lineal Magnet Makrele " +
    "Mantel Marmor Matratze Mauer Maulwurf Melodie Messer Mikrofon Milch Mohn Mosaik Motor Muschel Museum " +
    "Narzisse Nashorn Netz Nuss Obstkorb Olive Orange Ordner Orgel Otter Paddel Panda Panther Papagei Papier " +
    "Paprika Pedal Pelikan Perle Pfanne Pfeffer Pferd Pflaume Pilot Pinguin Pinsel Plakat Polster Postamt " +
    "Praline Pudding Pullover Puppe Pyramide Quadrat Quark Radio Rakete Rathaus Reifen Rettich Rezept Robbe " +
    "Roboter Roggen Rosine Rubin Rucksack Sahne Salami Schaukel Schere Schiff Schrank Seestern Senf Silber " +
    "Sofa Spargel Spinat Stadion Stecker Stern Stiefel Storch Strand Strumpf Stuhl Tablett Tango Tasse Taxi " +
    "Telefon Teppich Terrasse Theater Tinte Tomate Traktor Traube Trommel Trompete Tunnel Umschlag Urlaub " +
    "Veilchen Ventil Violine Vorhang Vulkan Walnuss Wappen Werkzeug Wespe Wolle Wurzel Zebra Zirkus Zitrone " +
    "Zunge Zwiebel"
  ).split(" "),
);
