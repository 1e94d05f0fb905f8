// Clocks count in server time: the page carries it, and from then on the
// browser's steady counter is used. What the device's own clock says is never
// asked, so it may be wrong.
import { say } from "./say";

const page = document.documentElement;
const words = document.getElementById("words")?.dataset ?? {};
const arrived = (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.responseStart ?? 0;
let base = Number(page.dataset.now) - arrived;

/** Server time in milliseconds since 1970. */
export function serverNow(): number { return base + performance.now(); }

/** The server said what time it is. A late message makes no clock run back. */
export function serverSaid(now: number): void {
  const drift = now - serverNow();
  if (Math.abs(drift) > 2000) base += drift;
}

function fill(pattern: string | undefined, values: Record<string, string | number>): string {
  return (pattern ?? "").replace(/\{(\w+)\}/g, (_, k) => String(values[k] ?? ""));
}

const two = (n: number) => String(n).padStart(2, "0");

/** The same words as clockWords in web/times.go. */
function left(ms: number): string {
  const over = ms < 0;
  const minutes = Math.floor(Math.abs(ms) / 60000);
  const key = over ? "over" : "left";
  if (minutes < 60) return fill(words[key + "M"], { m: minutes });
  if (minutes < 24 * 60) return fill(words[key + "H"], { h: Math.floor(minutes / 60), m: two(minutes % 60) });
  return fill(words[key + "D"], { d: Math.floor(minutes / (24 * 60)) });
}

function running(ms: number): string {
  if (ms < 0 || ms >= 3600000) return left(ms);
  const s = Math.floor(ms / 1000);
  return fill(words.run, { m: Math.floor(s / 60), s: two(s % 60) });
}

function write(e: Element, text: string): void { if (e.textContent !== text) e.textContent = text; }

function tick(): void {
  const now = serverNow();
  for (const e of document.querySelectorAll<HTMLElement>("[data-clock]")) {
    const ms = Number(e.dataset.clock) - now;
    write(e, left(ms));
    e.classList.toggle("over", ms < 0);
  }
  for (const e of document.querySelectorAll<HTMLElement>("[data-run]")) write(e, running(Number(e.dataset.run) - now));
  for (const e of document.querySelectorAll<HTMLProgressElement>("progress[data-progress]")) {
    e.value = Math.max(0, e.max - (Number(e.dataset.progress) - now) / 1000);
  }
  announceDue(now);
}

// Spoken at 60, 30, 10 and 0 minutes, and never more than four times an hour
// for one alert, whatever its deadlines do.
const thresholds = [60, 30, 10, 0];
const perHour = 4;
type Spoken = Record<string, { at: number[]; due: number; reached: number }>;

function announceDue(now: number): void {
  const rows = document.querySelectorAll<HTMLElement>(".alert[data-due][data-severity=life]");
  if (!rows.length) return;
  const spoken: Spoken = JSON.parse(sessionStorage.getItem("lanna-spoken") ?? "{}");
  let changed = false;
  for (const row of rows) {
    const id = row.id, due = Number(row.dataset.due), minutes = (due - now) / 60000;
    let s = spoken[id];
    const reached = thresholds.filter((t) => minutes <= t).length;
    if (!s || s.due !== due) { // first seen, or a new deadline: what lies behind it is not news
      s = spoken[id] = { at: s?.at ?? [], due, reached };
      changed = true;
      continue;
    }
    if (reached <= s.reached) continue;
    s.reached = reached;
    s.at = s.at.filter((t) => now - t < 3600000);
    changed = true;
    if (s.at.length >= perHour) continue;
    s.at.push(now);
    const title = row.querySelector("h2")?.textContent ?? "";
    say(fill(minutes <= 0 ? words.sayOver : words.sayClock, { n: thresholds[reached - 1], title }));
  }
  if (changed) sessionStorage.setItem("lanna-spoken", JSON.stringify(spoken));
}

export function startClocks(): void {
  tick();
  setInterval(tick, 1000);
}
