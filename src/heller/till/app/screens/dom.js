// Making elements: text is always text, never markup.

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Prop */

/**
 * Make an element: `on...` are listeners, `true` is a bare attribute, false and null are none.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, Prop>} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  apply(made, props);
  made.append(...present(children));
  return made;
}

/**
 * @param {string} tag
 * @param {Record<string, Prop>} props
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, props, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  apply(made, props);
  made.append(...present(children));
  return made;
}

/**
 * Show something else in a place; what says the same stays, with its focus, and is not read out again.
 * @param {HTMLElement} place
 * @param {...HTMLElement} children
 */
export function refill(place, ...children) {
  const said = children.map((child) => child.textContent).join("");
  if (place.textContent !== said || !place.hasChildNodes()) place.replaceChildren(...children);
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
export function present(children) {
  return /** @type {(Node | string)[]} */ (children.filter((child) => child || child === ""));
}

/**
 * @param {Element} made
 * @param {Record<string, Prop>} props
 */
function apply(made, props) {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
}
