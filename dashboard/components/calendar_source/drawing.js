// What is drawn for an event, in nodes: glyphs, chips of the month, bars of the timeline.
import { slipText } from "./events.js";

const SVG = "http://www.w3.org/2000/svg";

// One drawing for each state, so that it does not hang on a font. Colour only repeats what the form says.
const GLYPHS = {
    planned: [["circle", { cx: 8, cy: 8, r: 5.5, class: "line dashed" }]],
    "in progress": [
        ["circle", { cx: 8, cy: 8, r: 5.5, class: "line" }],
        ["path", { d: "M8 2.5a5.5 5.5 0 0 1 0 11z", class: "full" }],
    ],
    overdue: [
        ["circle", { cx: 8, cy: 8, r: 6.2, class: "line" }],
        ["path", { d: "M8 4.4v4.4M8 11v.9", class: "line heavy" }],
    ],
    candidate: [["path", { d: "M8 2.6 13.4 8 8 13.4 2.6 8z", class: "line" }]],
    released: [["circle", { cx: 8, cy: 8, r: 5.5, class: "full" }]],
    "rolled back": [
        ["path", { d: "M4.2 5.2A5.2 5.2 0 1 1 2.9 9.4", class: "line" }],
        ["path", { d: "M3.6 1.9v3.8h3.8", class: "line" }],
    ],
};
export const LEGEND = ["planned", "in progress", "overdue", "candidate", "released", "rolled back"];

// The version is what tells one release of a service from another, so the service is cut first.
export function chip(event) {
    const parts = [mark(event, glyph(event.look)), element("span", "title", event.service ?? event.title)];
    if (event.service) parts.push(element("span", "version", event.short));
    return [...parts, ...slip(slipText(event))];
}

// In the timeline: a box on the day, its version beside it, and a line from the planned day where that was earlier.
export function bar(event) {
    const { shares, isBefore, hasTail, isCut } = event;
    const box = element("span", "box");
    box.append(glyph(event.look));
    const label = element("span", "title", event.short);
    label.append(...slip(slipText(event, " d")));
    const parts = [mark(event, box), label];
    if (!isBefore) box.style.marginInlineStart = percent(shares.box);
    if (!hasTail) return parts;
    const tail = element("span", isCut ? "tail is-cut" : "tail");
    tail.style.insetInlineStart = percent(isCut ? shares.tail : shares.tail + shares.day / 2);
    tail.style.insetInlineEnd = percent(1 - shares.box - shares.day / 2);
    return [tail, ...parts];
}

function slip(words) {
    return words ? [element("span", "slip", words)] : [];
}

function percent(share) {
    return `${(100 * share).toFixed(3)}%`;
}

export function entry(look, mark, words) {
    const made = element("span", `entry is-${look.replace(" ", "-")}`);
    made.append(mark, text(words));
    return made;
}

export function element(name, className, content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (content !== undefined) made.append(text(content));
    return made;
}

export function text(content) {
    return document.createTextNode(content);
}

export function glyph(look) {
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("viewBox", "0 0 16 16");
    drawing.setAttribute("class", "glyph");
    drawing.setAttribute("aria-hidden", "true");
    for (const [name, attributes] of GLYPHS[look.replace("-", " ")] ?? GLYPHS.planned) {
        const part = document.createElementNS(SVG, name);
        for (const [attribute, value] of Object.entries(attributes)) part.setAttribute(attribute, value);
        drawing.append(part);
    }
    return drawing;
}

export function mark(event, drawn) {
    drawn.setAttribute("data-event", event.id);
    return drawn;
}

export function shortDay(date) {
    const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "narrow" }).format(date);
    return { domNodes: [element("span", "weekday", weekday), element("span", "number", String(date.getDate()))] };
}
