// Live updates. One tab of all that are open holds the connection (a browser
// allows six a host over HTTP/1.1) and passes on what it hears; a hidden tab
// gives it up. Where a browser lacks locks, each visible tab has its own.
import { serverSaid } from "./clock";
import { say } from "./say";
import { soundLife, startSound } from "./sound";

export type Heard = { n: number; record?: string; severity?: string; new?: boolean; closed?: boolean; now?: number; title?: string; exchange?: { words: string; heard?: string; away?: boolean; waits?: boolean } };

const heard: ((e: Heard) => void)[] = [];
let last = Number(document.querySelector<HTMLElement>("[data-last]")?.dataset.last ?? 0);
let contact = performance.now();
let up = false;

/** Calls f for each event that this tab has not seen. */
export function onHeard(f: (e: Heard) => void): void { heard.push(f); }

const channel = "BroadcastChannel" in window ? new BroadcastChannel("lanna-live") : undefined;
type Told = { kind: "event"; event: Heard } | { kind: "link"; up: boolean };

function receive(m: Told): void {
  contact = performance.now();
  if (m.kind === "link") { up = m.up; showLink(); return; }
  const e = m.event;
  if (e.now) serverSaid(e.now);
  if (e.exchange) showExchange(e.exchange);
  if (!up) { up = true; showLink(); }
  if (e.n <= last) return;
  last = e.n;
  for (const f of heard) f(e);
}

function tell(m: Told): void { receive(m); channel?.postMessage(m); }

let source: EventSource | undefined;
let letGo: (() => void) | undefined;
let waiting: AbortController | undefined;

function open(): void {
  source = new EventSource("/live?after=" + last);
  const pass = (e: MessageEvent) => tell({ kind: "event", event: JSON.parse(e.data) });
  source.addEventListener("alert", pass);
  source.addEventListener("time", pass);
  source.onopen = () => tell({ kind: "link", up: true });
  source.onerror = () => {
    tell({ kind: "link", up: false });
    // The server closed it for good (signed out, too far behind): a page load
    // says which.
    if (source?.readyState === EventSource.CLOSED) setTimeout(again, 5000 + Math.random() * 5000);
  };
}

function again(): void {
  if (!source || document.hidden) return;
  source.close();
  open();
}

function start(): void {
  if (waiting || source) return;
  if (!navigator.locks) { open(); return; }
  waiting = new AbortController();
  navigator.locks.request("lanna-live", { signal: waiting.signal }, () => new Promise<void>((done) => {
    letGo = done;
    open();
  })).catch(() => undefined); // given up while it waited
}

function stop(): void {
  source?.close();
  source = undefined;
  letGo?.();
  letGo = undefined;
  waiting?.abort();
  waiting = undefined;
}

function showLink(): void {
  const e = document.getElementById("link");
  if (!e) return;
  const online = up && navigator.onLine;
  e.textContent = (online ? e.dataset.up : e.dataset.down) ?? "";
  e.classList.toggle("late", !online);
}

function showExchange(x: NonNullable<Heard["exchange"]>): void {
  const e = document.getElementById("exchange");
  if (!e) return;
  const more = document.createElement("span");
  more.className = "roomy";
  more.textContent = x.heard ?? "";
  e.replaceChildren(x.words, more);
  e.classList.toggle("late", !!x.away);
  e.classList.toggle("roomy", !x.away && !x.waits);
}

function showAge(): void {
  const e = document.getElementById("age");
  if (!e) return;
  const s = Math.floor((performance.now() - contact) / 1000);
  const text = s < 120 ? (e.dataset.seconds ?? "").replace("{n}", String(s)) : (e.dataset.minutes ?? "").replace("{n}", String(Math.floor(s / 60)));
  e.textContent = text;
  e.classList.toggle("late", s > 60);
}

export function startLive(): void {
  startSound();
  const words = document.getElementById("words")?.dataset ?? {};
  onHeard((e) => {
    if (!e.new || e.severity !== "life") return;
    soundLife();
    say((words.sayLife ?? "").replace("{title}", e.title ?? ""));
  });
  if (channel) channel.onmessage = (m) => receive(m.data);
  const look = () => { if (document.hidden) stop(); else start(); };
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", stop);
  addEventListener("online", showLink);
  addEventListener("offline", showLink);
  setInterval(showAge, 1000);
  look();
}
