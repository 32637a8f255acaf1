// The declarations of playwright-core name these types of the page; the whole of lib "dom" would let `window` and
// `document` compile everywhere. Nothing here looks inside them.
interface Node {
  readonly nodeType: number;
}
interface HTMLElement extends Node {
  readonly hidden: boolean;
}
interface SVGElement extends Node {
  readonly id: string;
}
interface HTMLElementTagNameMap {
  readonly [name: string]: HTMLElement;
}
