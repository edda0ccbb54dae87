// The release calendar of the dashboard: EventCalendar in a Streamlit component. build.mjs says how it is built.
//
// Python sends events, the wanted view and date; this reports what the reader chose. Whatever others wrote (titles, names
// of freezes) becomes text nodes, never markup.
import { createCalendar, DayGrid, destroyCalendar, List, ResourceTimeline } from "@event-calendar/core";
import libraryStyles from "@event-calendar/core/index.css";
import ownStyles from "./calendar.css";
import { bar, chip, element, entry, glyph, LEGEND, mark, shortDay, text } from "./drawing.js";
import { DAY_WIDTH, dayText, FREEZES, grounds, inList, inMonth, inTimeline, made, nothing } from "./events.js";

const VIEWS = { month: "dayGridMonth", list: "listMonth", timeline: "resourceTimelineMonth" };
const NAMES = Object.fromEntries(Object.entries(VIEWS).map(([name, type]) => [type, name]));
const NARROW = 600;
const FALSE_ROLES = ["table", "rowgroup", "row", "rowheader", "columnheader", "cell", "list", "listitem"]
    .map((role) => `[role=${role}]`)
    .join();

const calendars = new WeakMap();

export default function show({ parentElement, data, setStateValue, setTriggerValue }) {
    let held = calendars.get(parentElement);
    if (held) {
        held.report = setStateValue;
        held.trigger = setTriggerValue;
        held.update(data);
    } else {
        held = new ReleaseCalendar(parentElement, data, setStateValue, setTriggerValue);
        calendars.set(parentElement, held);
    }
    return () => {
        calendars.delete(parentElement);
        held.remove();
    };
}

class ReleaseCalendar {
    constructor(parent, data, report, trigger) {
        this.data = data;
        this.report = report;
        this.trigger = trigger;
        this.root = element("div", "leadline-calendar");
        const style = element("style");
        style.textContent = libraryStyles + ownStyles;
        this.place = element("div");
        this.legend = element("div", "legend");
        this.root.append(style, this.place, this.legend);
        parent.append(this.root);
        // In a shadow tree the library takes a click inside its popup for one outside.
        this.root.addEventListener("pointerdownoutside", keepOpen, true);
        this.asked = new Set();
        this.sent = { view: data.view, date: data.date };
        this.calendar = createCalendar(this.place, [DayGrid, List, ResourceTimeline], this.options());
        this.told = this.position();
        this.isReady = true;
        this.fill();
    }

    options() {
        const wanted = this.data.view ?? (this.root.getBoundingClientRect().width < NARROW ? "list" : "month");
        return {
            view: VIEWS[wanted] ?? VIEWS.month,
            date: this.data.date,
            firstDay: this.data.firstDay,
            timeZone: this.data.offset,
            locale: "en-GB",
            headerToolbar: { start: "prev,next today title", center: "", end: Object.values(VIEWS).join(",") },
            buttonText: (texts) => ({
                ...texts,
                today: "Today",
                dayGridMonth: "Month",
                listMonth: "List",
                resourceTimelineMonth: "Timeline",
            }),
            dayMaxEvents: true,
            moreLinkContent: ({ num }) => ({ domNodes: [text(`+${num}`), element("span", "more", " more")] }),
            dayPopoverFormat: { weekday: "long", day: "numeric", month: "long" },
            listDayFormat: { weekday: "long", day: "numeric", month: "long" },
            listDaySideFormat: { weekday: "short" },
            noEventsContent: "Nothing in this month.",
            views: {
                dayGridMonth: { height: "50rem" },
                resourceTimelineMonth: { columnWidth: `minmax(${DAY_WIDTH}px, 1fr)`, dayHeaderFormat: shortDay },
            },
            eventContent: ({ event, view }) => ({ domNodes: this.content(event.extendedProps, view.type) }),
            eventClassNames: ({ event }) => [`is-${event.extendedProps.look}`],
            eventClick: ({ event }) => event.extendedProps.look !== "today" && this.trigger("clicked", event.extendedProps.id),
            eventAllUpdated: () => this.finish(),
            datesSet: () => this.moved(),
            viewDidMount: () => this.moved(),
            resourceLabelContent: ({ resource }) => ({ domNodes: [text(resource.title)] }),
            events: [],
            resources: [],
        };
    }

    // What Python says now. A position that we told it ourselves comes back late and must not take the reader back.
    update(data) {
        const before = this.sent;
        this.data = data;
        this.sent = { view: data.view, date: data.date };
        const key = keyOf(this.sent);
        if (key === keyOf(this.position())) {
            this.asked.clear();
        } else if (!this.asked.has(key) && key !== keyOf(before)) {
            this.go(this.sent);
        }
        this.fill();
    }

    go({ view, date }) {
        this.isReady = false;
        if (view && VIEWS[view]) this.calendar.setOption("view", VIEWS[view]);
        this.calendar.setOption("date", date);
        this.told = this.position();
        this.isReady = true;
    }

    position() {
        const view = this.calendar.getView();
        return { view: NAMES[view.type], date: dayText(view.currentStart) };
    }

    // The reader went to another month or view.
    moved() {
        if (!this.isReady) return;
        const now = this.position();
        if (keyOf(now) === keyOf(this.told)) return;
        this.told = now;
        this.asked.add(keyOf(now));
        // Not while the library draws: it would lay out by the events that were.
        setTimeout(() => {
            this.fill();
            this.report("shown", now);
        });
    }

    fill() {
        const view = this.calendar.getView();
        const from = dayText(view.currentStart);
        const until = dayText(view.currentEnd);
        const key = JSON.stringify([this.data.events, view.type, from]);
        if (key === this.filled) return;
        this.filled = key;
        this.drawLegend();
        this.calendar.setOption("resources", this.rows(from, until));
        const name = NAMES[view.type];
        const form = { month: inMonth, list: inList, timeline: inTimeline }[name];
        const isNear = (event) => name === "month" || (event.start < until && event.end > from);
        const bounds = { from, until, services: this.data.services };
        const near = this.data.events.filter(isNear);
        const made = near.flatMap((event) => form(event, bounds));
        this.calendar.setOption("events", [...made, ...this.besides(name, near, bounds)]);
    }

    // What stands for no event of its own: the ground that freezes give others, and in the list today's line.
    besides(name, near, bounds) {
        const freezes = near.filter((event) => event.look === "freeze");
        if (name === "month") return grounds(freezes);
        if (name === "timeline") return bounds.services.flatMap((service) => grounds(freezes, service));
        const today = this.data.today;
        const isIdle = near.length > 0 && !near.some((event) => event.start === today);
        return isIdle && today >= bounds.from && today < bounds.until ? [made(nothing(today))] : [];
    }

    // Freezes have a row of their own, then each service that has a release in sight; all of them when none has.
    rows(from, until) {
        const seen = this.data.events.filter((event) => event.start < until && event.end > from);
        const busy = new Set(seen.filter((event) => event.look !== "freeze").flatMap((event) => event.services));
        const shown = this.data.services.filter((service) => busy.size === 0 || busy.has(service));
        const rows = shown.map((service) => ({ id: service, title: service }));
        return seen.some((event) => event.look === "freeze") ? [{ id: FREEZES, title: "Freezes" }, ...rows] : rows;
    }

    content(event, view) {
        const isFreeze = event.look === "freeze";
        if (event.look === "ground") return view === VIEWS.month ? event.freezes.map((freeze) => this.freezeName(freeze)) : [];
        if (view === VIEWS.list) return this.listLine(event);
        if (view === VIEWS.month) return chip(event);
        if (isFreeze) return [mark(event, element("span", "hatch")), element("span", "title", event.short)];
        return bar(event);
    }

    listLine(event) {
        if (event.look === "today") return [element("span", "state", event.title)];
        const isFreeze = event.look === "freeze";
        return [
            mark(event, isFreeze ? element("span", "hatch") : glyph(event.look)),
            element("span", "title", event.title),
            element("span", "state", event.words),
            element("span", "note", event.note ?? ""),
        ];
    }

    freezeName(event) {
        const button = element("button", "freeze-name", event.title);
        button.type = "button";
        button.dataset.event = event.id;
        button.setAttribute("aria-label", event.label);
        button.title = event.label;
        button.addEventListener("click", () => this.trigger("clicked", event.id));
        return button;
    }

    // After each drawing: names for screen readers, a freeze named once, today in sight.
    finish() {
        const labels = new Map(this.data.events.map((event) => [event.id, event.label]));
        for (const found of this.place.querySelectorAll(".ec-event")) {
            const id = found.querySelector("[data-event]")?.dataset.event;
            found.setAttribute("aria-label", labels.get(id) ?? "");
            found.title = labels.get(id) ?? "";
        }
        const named = new Set();
        for (const name of this.place.querySelectorAll(".freeze-name")) {
            name.hidden = named.has(name.dataset.event);
            named.add(name.dataset.event);
        }
        for (const button of this.place.querySelectorAll(".ec-button-group .ec-button:not(.ec-prev, .ec-next)")) {
            button.setAttribute("aria-pressed", String(button.classList.contains("ec-active")));
        }
        this.place.querySelector(".ec-title")?.setAttribute("aria-live", "polite");
        // The library calls its boxes tables and lists without what these must have; the page has one heading above it.
        for (const part of this.place.querySelectorAll(FALSE_ROLES)) {
            for (const name of ["role", "aria-colindex", "aria-rowindex"]) part.removeAttribute(name);
        }
        const grid = this.place.querySelector(".ec");
        grid?.setAttribute("role", "group");
        grid?.setAttribute("aria-label", "Release calendar");
        for (const heading of this.place.querySelectorAll("h4")) heading.setAttribute("aria-level", "2");
        for (const line of this.place.querySelectorAll(".ec-event.is-today")) {
            for (const name of ["role", "tabindex", "aria-label"]) line.removeAttribute(name);
        }
        this.showToday();
    }

    // Once for each month that is opened; then the reader scrolls.
    showToday() {
        const main = this.place.querySelector(".ec-timeline .ec-main, .ec-list .ec-main");
        const today = main?.querySelector(".ec-header .ec-today, .ec-day.ec-today");
        const key = keyOf(this.position());
        if (!today || this.scrolledFor === key) return;
        this.scrolledFor = key;
        if (main.closest(".ec-list")) main.scrollTop += today.getBoundingClientRect().top - main.getBoundingClientRect().top - 1;
        else main.scrollLeft = Math.max(0, today.offsetLeft - main.clientWidth / 2);
    }

    // Only of what there is.
    drawLegend() {
        const looks = new Set(this.data.events.map((event) => event.look.replace("-", " ")));
        const entries = LEGEND.filter((state) => looks.has(state)).map((state) => entry(state, glyph(state), state));
        if (looks.has("freeze")) entries.push(entry("freeze", element("span", "hatch"), "freeze"));
        if (this.data.events.some((event) => event.slipDays)) {
            entries.push(entry("late", element("span", "slip", "+3"), "days after the planned one"));
        }
        this.legend.replaceChildren(...entries, element("span", "zone", `Days and times in ${this.data.zone}`));
    }

    remove() {
        destroyCalendar(this.calendar);
        this.root.remove();
    }
}

function keepOpen(event) {
    if (event.detail.jsEvent.composedPath().includes(event.target)) event.stopImmediatePropagation();
}

function keyOf({ view, date }) {
    return `${view ?? ""} ${(date ?? "").slice(0, 7)}`;
}
