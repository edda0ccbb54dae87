// How an event of ours becomes events of the library, in each view, and the sums of days that this needs.

// The least width of a day in the timeline, and what a letter of its labels takes, in pixels.
// Labels stand there beside a box, in the days after it.
export const DAY_WIDTH = 25;
const LETTER = 6.9;
export const FREEZES = " freezes";

export function inMonth(event) {
    return event.look === "freeze" ? [] : [made(event)];
}

// The list leaves out what lies in the background, and would name a freeze on each of its days.
export function inList(event, { from }) {
    if (event.look !== "freeze") return [made(event)];
    const start = event.start < from ? from : event.start;
    return [made(event, { start, end: daysOn(start, 1) })];
}

// A version is longer than a day is wide: its event takes the days that its label needs, before the day at the month's end.
// One that came out late begins on the day that was planned, and a line leads from there to its box.
export function inTimeline(event, { from, until }) {
    if (event.look === "freeze") return [made(event, { resourceIds: [FREEZES] })];
    const needed = Math.ceil(((event.short.length + slipText(event, " d").length) * LETTER + 42) / DAY_WIDTH);
    const isBefore = daysOn(event.start, needed) > until;
    const planned = event.planned && event.planned < event.start ? latest(event.planned, from) : event.start;
    const start = isBefore ? latest(earliest(planned, daysOn(event.end, -needed)), from) : planned;
    const end = isBefore ? event.end : daysOn(event.start, needed);
    const days = daysBetween(start, end);
    const shares = { day: 1 / days, box: daysBetween(start, event.start) / days, tail: daysBetween(start, planned) / days };
    const isCut = event.planned < from;
    return [
        made(event, {
            start,
            end,
            className: isBefore ? "before" : "",
            extendedProps: { ...event, shares, isBefore, hasTail: planned < event.start, isCut },
        }),
    ];
}

// Days in a freeze, each once however many freezes it lies in: those of a service, or of all.
export function grounds(freezes, service) {
    const closed = freezes.filter(({ services }) => !service || services.length === 0 || services.includes(service));
    const starts = [...new Set(closed.flatMap(({ start, end }) => [start, end]))].sort();
    return starts.slice(0, -1).flatMap((start, place) => {
        const held = closed.filter((freeze) => freeze.start <= start && freeze.end > start);
        if (held.length === 0) return [];
        const id = `ground ${service ?? ""} ${start}`;
        const ground = { id, start, end: starts[place + 1], title: "", services: service ? [service] : [] };
        return [made({ ...ground, look: "ground", freezes: held }, { display: "background" })];
    });
}

export function nothing(today) {
    return { id: "today", look: "today", start: today, end: daysOn(today, 1), title: "Nothing on this day.", services: [] };
}

export function made(event, changes = {}) {
    const { id, start, end, title, services } = event;
    return { id, start, end, title, allDay: true, resourceIds: services, extendedProps: event, ...changes };
}

export function slipText({ slipDays }, unit = "") {
    if (!slipDays) return "";
    return `${slipDays > 0 ? "+" : "−"}${Math.abs(slipDays)}${unit}`;
}

export function dayText(date) {
    const two = (number) => String(number).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function daysOn(day, number) {
    const [year, month, date] = day.split("-").map(Number);
    return dayText(new Date(year, month - 1, date + number));
}

function daysBetween(first, last) {
    return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);
}

function latest(day, other) {
    return day > other ? day : other;
}

function earliest(day, other) {
    return day < other ? day : other;
}
