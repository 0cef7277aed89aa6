// The guided session: a countdown that runs on deadlines, a stop that needs no
// network, tones, and a screen that stays on. The server knows what is done
// next; this only counts, asks it, and shows its answer.

import { giveUp, post, type Answer } from "./post";
import { Sound } from "./sound";
import { Stops } from "./stops";

interface Held { url: string; body: URLSearchParams }

const minute = 55_000;
const rest = 700; // after a stop: its second tap is no reason

const main = (): HTMLElement => document.querySelector("main") ?? document.body;
const root = (): HTMLElement | null => main().querySelector<HTMLElement>("[data-session]");
const part = (selector: string): HTMLElement | null => main().querySelector<HTMLElement>(selector);

const sound = new Sound();
const live = document.createElement("p");
let end = 0; // of the step, in the time of performance.now, which no clock change moves
let long = 0;
let heard = 0; // when the server last answered
let timer = 0;
let retry = 0;
let wait = 0; // before the next try
let said = ""; // the last moment announced
let lost = false;
let frozen = false; // what was pressed could not be sent: nothing counts on
let held: Held | null = null;
const stops = new Stops();
let pressed = -rest; // when stop was
let page: DocumentFragment | null = null; // the stop page, for when the network is gone
let wake: WakeLockSentinel | null = null;
let tabs: BroadcastChannel | null = null;

const phase = (): string => root()?.dataset.phase ?? "";
const text = (name: string): string => root()?.dataset[name] ?? "";

function say(words: string): void {
  live.textContent = words;
}

/** Shows an answer of the server in place of what is shown. */
function take(answer: Answer): void {
  heard = performance.now();
  const { doc } = answer;
  const fresh = doc.querySelector("main");
  if (!fresh) throw new Error("no page");
  const next = fresh.querySelector<HTMLElement>("[data-session]");
  if (doc.body.dataset.build !== document.body.dataset.build || (!next && answer.redirected)) {
    location.assign(answer.redirected ? answer.url : location.href);
    return;
  }
  if (answer.redirected) history.replaceState(null, "", new URL(answer.url).pathname);
  found();
  frozen = false;
  const now = root();
  const same = now !== null && next !== null && now.dataset.key === next.dataset.key;
  if (same && !fresh.querySelector("[data-errors],[role=status]")) {
    Object.assign(now.dataset, { left: next.dataset.left, length: next.dataset.length });
    show(false);
    return;
  }
  const before = document.activeElement;
  const kind = now?.dataset.phase;
  const step = now?.dataset.step;
  main().replaceChildren(...fresh.childNodes);
  document.title = doc.title;
  document.querySelector(".back")?.remove(); // it belonged to the page before
  show(kind !== phase() || step !== root()?.dataset.step);
  focus(before, kind);
  settle();
}

/** Keeps the place of the reader: on the same button, or at the top of a new page. */
function focus(before: Element | null, kind: string | undefined): void {
  const errors = part("[data-errors]");
  const again = before?.id ? document.getElementById(before.id) : null;
  if (errors) errors.focus();
  else if (again && kind !== "over" && phase() !== "over") again.focus();
  else if (phase() === "over" || kind === undefined || before !== document.body) {
    part("h1[tabindex]")?.focus();
    if (phase() !== kind) scrollTo(0, 0);
  }
}

/** Begins to count what the page shows. */
function show(fresh: boolean): void {
  const now = root();
  clearTimeout(timer);
  sound.silence();
  if (!now) return;
  for (const e of main().querySelectorAll<HTMLElement>("[data-noscript],[data-plain]")) e.hidden = true;
  page = stopPage() ?? page;
  if (text("key") === "ask" && page && !part("[data-stop-ask]")) now.replaceChildren(page.cloneNode(true)); // with what each reason means
  if (phase() === "over") {
    void wake?.release();
    wake = null;
    return;
  }
  long = Number(now.dataset.length);
  end = performance.now() + Number(now.dataset.left);
  const clock = part("[data-clock]");
  if (clock) clock.hidden = false;
  const bar = part("[data-bar]");
  if (bar) bar.hidden = false;
  if (fresh) {
    said = "";
    say(phase() === "paused" ? part("[data-paused]")?.textContent ?? "" : text("sayStart"));
  }
  if (phase() === "running") sound.plan(end, long, fresh);
  label();
  void awake();
  count();
}

const left = (): number => (phase() === "running" ? Math.max(end - performance.now(), 0) : Number(root()?.dataset.left));

function count(): void {
  clearTimeout(timer);
  const now = root();
  if (!now || phase() === "over" || frozen) return;
  const ms = left();
  const s = Math.ceil(ms / 1000);
  const clock = part("[data-clock]");
  if (clock) clock.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  const bar = part("[data-bar]");
  if (bar instanceof HTMLProgressElement) bar.value = ms;
  if (phase() === "running") moment(ms);
  const quiet = performance.now() - heard;
  if (!lost && quiet > 1000 && ((phase() === "running" && ms === 0) || quiet > minute)) void tick();
  timer = window.setTimeout(count, ms > 0 ? Math.min(ms % 1000 || 1000, 1000) : 1000);
}

/** Says aloud where the step is, once each. */
function moment(ms: number): void {
  const at = ms === 0 ? "sayEnd" : ms <= 10_000 && long > 20_000 ? "sayTen" : ms <= long / 2 && long >= 40_000 ? "sayHalf" : "";
  if (!at || at === said) return;
  said = at;
  say(text(at));
}

let asking = false;
let flushing = false;

/** Once stop is pressed, no answer that was on its way brings the step back. */
const stopping = (): boolean => stops.waiting || flushing;

async function tick(): Promise<void> {
  if (asking || phase() === "over" || !root()) return;
  asking = true;
  try {
    const answer = await post(text("event"), new URLSearchParams({ do: "tick", step: text("step") }));
    if (!stopping()) take(answer);
  } catch {
    if (!stopping()) gone();
  } finally {
    asking = false;
  }
}

/** The network is gone: say so, and try again and again. */
function gone(): void {
  if (!lost) {
    lost = true;
    wait = 500;
  }
  const words = text(frozen ? "sayHeld" : "sayLost");
  const note = part("[data-lost]");
  if (note && note.textContent !== words) {
    note.textContent = words;
    note.hidden = false;
    say(words);
  }
  const unsent = part("[data-unsent]");
  if (unsent) unsent.hidden = !stops.waiting;
  wait = Math.min(wait * 2, 15_000);
  clearTimeout(retry);
  retry = window.setTimeout(again, wait);
}

function found(): void {
  if (!lost) return;
  lost = false;
  clearTimeout(retry);
  const note = part("[data-lost]");
  if (note) note.hidden = true;
  say(text("sayBack"));
}

function again(): void {
  clearTimeout(retry);
  if (stops.waiting) void flush();
  else if (held) void send(held.url, held.body);
  else void tick();
}

/** Sends a button. What cannot be sent holds the step: hands off. */
async function send(url: string, body: URLSearchParams): Promise<void> {
  try {
    const answer = await post(url, body);
    held = null;
    tabs?.postMessage("moved");
    if (!stopping()) take(answer);
  } catch {
    if (stopping()) return;
    const what = body.get("do");
    if (what !== "resume" && what !== "extend") {
      held = { url, body };
      frozen = true;
      clearTimeout(timer);
      sound.silence();
    }
    gone();
  }
}

const stopPage = (): DocumentFragment | undefined => main().querySelector<HTMLTemplateElement>("template[data-stop-page]")?.content;

/** Hands off now, whatever the network does: the question why stands in place of the step. */
function halt(): void {
  frozen = false;
  held = null;
  clearTimeout(timer);
  sound.silence();
  giveUp();
  if (page) {
    const box = document.createElement("div");
    box.className = "session";
    Object.assign(box.dataset, { session: "", key: "ask", phase: "over" });
    box.append(page.cloneNode(true));
    main().replaceChildren(box);
    const heading = part("h1");
    document.title = `${heading?.textContent ?? ""} – Paraspinal`;
    heading?.focus();
    scrollTo(0, 0);
  }
  void wake?.release();
  wake = null;
}

/** Where the stop button was there is a reason now: for a moment none can be pressed. */
function settle(): void {
  const wait = pressed + rest - performance.now();
  for (const b of main().querySelectorAll<HTMLButtonElement>("button[name=why]")) b.disabled = wait > 0;
  if (wait > 0) setTimeout(settle, wait);
}

/** Says what to do now, of the gravest reason that waits. */
function reveal(): void {
  const told = stops.list.map((why) => (why ? part(`[data-why="${CSS.escape(why)}"]`) : null)).filter((e) => e !== null);
  const one = told.find((e) => e.querySelector(".emergency")) ?? told.find((e) => e.querySelector(".urgent")) ?? told.at(-1);
  if (!one?.hidden) return;
  const ask = part("[data-stop-ask]");
  if (ask) ask.hidden = true;
  one.hidden = false;
  one.querySelector<HTMLElement>("h1")?.focus();
  scrollTo(0, 0);
}

function add(url: string, why: string): void {
  stops.set({ url, list: [...stops.list, why] });
  reveal();
  tell();
  void flush();
}

/** Other tabs of the session stop too. */
function tell(): void {
  tabs?.postMessage({ url: stops.url, list: stops.list });
}

/** What another tab says: that something has moved, or which stops it could not send. */
function told(data: unknown): void {
  if (typeof data !== "object" || data === null) {
    void tick();
    return;
  }
  const { url, list } = data as { url: string; list: string[] };
  const had = stops.waiting;
  stops.set({ url, list });
  if (!list.length) {
    if (had || (root() && phase() !== "over")) location.reload();
    return;
  }
  if (phase() !== "over" && root()) halt();
  reveal();
  wait = 10_000; // the other tab is at it
  clearTimeout(retry);
  retry = window.setTimeout(again, wait);
}

async function flush(): Promise<void> {
  if (flushing) return;
  flushing = true;
  try {
    let answer: Answer | null = null;
    while (stops.waiting) {
      const why = stops.list[0] ?? "";
      answer = await post(stops.url, new URLSearchParams(why ? { why } : {}), true);
      stops.set({ url: stops.url, list: stops.list.slice(1) });
      tell();
    }
    const unsent = part("[data-unsent]");
    if (unsent) unsent.hidden = true;
    found();
    if (!answer) return;
    // From any other page the person goes where the stop leads; one with numbers to call stays.
    if (root()) take(answer);
    else if (!part('a[href^="tel:"]')) location.assign(answer.url);
  } catch {
    gone();
  } finally {
    flushing = false;
  }
}

async function awake(): Promise<void> {
  const hint = part("[data-wake]");
  if (document.visibilityState !== "visible") return;
  try {
    if (!wake || wake.released) wake = await navigator.wakeLock.request("screen");
    if (hint) hint.hidden = true;
  } catch {
    if (hint) hint.hidden = false;
  }
}

function label(): void {
  const button = part("[data-sound]");
  if (!button) return;
  button.hidden = false;
  button.textContent = text(sound.on ? "soundOn" : "soundOff");
  button.setAttribute("aria-pressed", String(sound.on));
}

function submitted(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if ("stop" in form.dataset) {
    event.preventDefault();
    pressed = performance.now();
    halt();
    settle();
    add(form.action, "");
    return;
  }
  if (!("live" in form.dataset)) return;
  const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  event.preventDefault();
  if (button?.name === "why") {
    add(form.action, button.value);
    return;
  }
  const body = new URLSearchParams([...new FormData(form, button)].map(([k, v]) => [k, String(v)]));
  if ("begin" in form.dataset) {
    post(form.action, body).then(take).catch(() => form.submit());
    return;
  }
  void send(form.action, body);
}

function seen(): void {
  if (document.visibilityState !== "visible" || !root()) return;
  if (phase() !== "over") void awake();
  if (lost) again();
  else void tick();
}

export function session(): void {
  if ("BroadcastChannel" in window && (stops.waiting || part("[data-session],[data-live],[data-erased]"))) {
    tabs = new BroadcastChannel("paraspinal-session");
    tabs.onmessage = (event) => told(event.data);
  }
  if (part("[data-erased]")) {
    stops.set({ url: "", list: [] });
    tell();
    return;
  }
  if (!stops.waiting && !part("[data-session],[data-live]")) return;
  live.className = "hidden";
  live.setAttribute("role", "status");
  document.body.append(live);
  document.addEventListener("submit", submitted);
  document.addEventListener("click", (event) => {
    sound.unlock();
    if (event.target instanceof HTMLElement && event.target.closest("[data-sound]")) {
      sound.toggle();
      if (phase() === "running") sound.plan(end, long, false);
      label();
    }
  });
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("pageshow", (event) => event.persisted && seen());
  window.addEventListener("online", () => lost && again());
  heard = performance.now();
  if (stops.waiting) {
    page = stopPage() ?? null;
    if (page) halt();
    reveal();
    void flush();
    return;
  }
  show(true);
  if (phase() === "running") void tick();
}
