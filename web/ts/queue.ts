// The queue: what changed is put in place; what is new is counted and waits
// until it is asked for, so that no row moves under the hand.
import { type Heard, onHeard } from "./live";
import { say } from "./say";

const words = document.getElementById("words")?.dataset ?? {};

/** Puts a fresh copy of a row in the old one's place, the hand's marks kept. */
function renew(old: HTMLElement, fresh: HTMLElement): void {
  const box = old.querySelector<HTMLInputElement>("input[type=checkbox]");
  const freshBox = fresh.querySelector<HTMLInputElement>("input[type=checkbox]");
  if (box && freshBox) freshBox.checked = box.checked;
  fresh.classList.toggle("selected", old.classList.contains("selected"));
  fresh.classList.toggle("first", old.classList.contains("first"));
  if (old.querySelector("h2 a[aria-current]")) fresh.querySelector("h2 a")?.setAttribute("aria-current", "true"); // keys act on it where nothing has the focus
  const focused = old.contains(document.activeElement) ? document.activeElement as HTMLElement : undefined;
  const same = focused && [...old.querySelectorAll(focused.tagName)].indexOf(focused);
  old.replaceWith(fresh);
  (window as any).htmx?.process(fresh);
  if (focused) fresh.querySelectorAll<HTMLElement>(focused.tagName)[same!]?.focus({ preventScroll: true });
}

function strip(e: Element): string { return e.outerHTML.replace(/ value="[\w-]{86}"| data-htmx-powered="[^"]*"| class="alert[^"]*"|<span class="clock.*?<\/span>/g, ""); }

// New alerts that were told of, shown or not: one that sorts behind the end of
// this page is new as well.
const announced = new Set<string>();
let life = false;

function remember(e: Heard, view: string): void {
  if (e.closed) announced.delete(e.record!);
  if (!e.new || !e.record || !["", "unowned", "life"].includes(view) || (view === "life" && e.severity !== "life")) return;
  announced.add(e.record);
  life ||= e.severity === "life";
}

/** Compares the page with the server's and puts in place what changed. */
async function sync(): Promise<void> {
  const list = document.querySelector<HTMLElement>(".list[data-view]");
  if (!list) return;
  const url = new URL("/queue", location.href);
  url.searchParams.set("view", list.dataset.view ?? "");
  const answer = await fetch(url, { headers: { "X-Lanna-Background": "1" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const title = page.getElementById("list-title"), views = page.getElementById("views");
  if (title) document.getElementById("list-title")!.innerHTML = title.innerHTML;
  if (views && !document.getElementById("views")!.contains(document.activeElement)) document.getElementById("views")!.innerHTML = views.innerHTML;
  const fresh = new Set(announced);
  for (const row of page.querySelectorAll<HTMLElement>(".alert[id]")) {
    const old = document.getElementById(row.id);
    if (!old) { fresh.add(row.id.slice(4)); if (row.dataset.severity === "life") life = true; continue; }
    if (strip(old) !== strip(row)) renew(old, row);
  }
  const link = document.getElementById("fresh") as HTMLAnchorElement;
  for (const id of fresh) if (document.getElementById("row-" + id)) fresh.delete(id);
  link.hidden = fresh.size === 0;
  link.firstElementChild!.textContent = (life ? "▲ " : "") + (words.fresh ?? "").replace("{n}", String(fresh.size));
}

let due: number | undefined;
function syncSoon(): void {
  if (due !== undefined) return;
  due = window.setTimeout(() => { due = undefined; sync().catch(() => say(words.failed ?? "")); }, 150);
}

function mark(id: string): void {
  for (const row of document.querySelectorAll(".alert")) {
    const on = row.id === "row-" + id;
    row.classList.toggle("selected", on);
    const link = row.querySelector("h2 a");
    if (on) link?.setAttribute("aria-current", "true"); else link?.removeAttribute("aria-current");
  }
}

/** How many are selected, and all of those listed at once. */
function startSelection(): void {
  const all = document.getElementById("select-all") as HTMLInputElement | null;
  const told = document.getElementById("selected");
  if (!all || !told) return;
  all.hidden = false;
  const boxes = () => [...document.querySelectorAll<HTMLInputElement>("#rows input[name=id]")];
  const count = () => {
    const n = boxes().filter((b) => b.checked).length;
    told.textContent = n ? (told.dataset.words ?? "").replace("{n}", String(n)) : "";
    all.checked = n > 0 && n === boxes().length;
    all.indeterminate = n > 0 && n < boxes().length;
  };
  all.addEventListener("change", () => { for (const b of boxes()) b.checked = all.checked; count(); });
  document.getElementById("rows")!.addEventListener("change", count);
  count();
}

/** The alert in the detail was changed by somebody else: say so there, if no
 * form is being filled in. */
async function renewDetail(id: string): Promise<void> {
  const detail = document.getElementById("detail");
  if (!detail || detail.dataset.id !== id) return;
  if (detail.querySelector("details[open]") || detail.contains(document.activeElement)) return;
  const answer = await fetch("/alerts/" + id + "?view=" + (document.querySelector<HTMLElement>(".list")?.dataset.view ?? ""),
    { headers: { "HX-Request": "true", "X-Lanna-Background": "1" } });
  if (!answer.ok || answer.redirected) return;
  detail.outerHTML = await answer.text();
  (window as any).htmx?.process(document.getElementById("detail"));
}

export function startQueue(): void {
  const list = document.querySelector<HTMLElement>(".list[data-view]");
  if (!list) return;
  startSelection();
  onHeard((e) => {
    if (!e.record) return;
    remember(e, list.dataset.view ?? "");
    syncSoon();
    void renewDetail(e.record);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) syncSoon(); });
  document.addEventListener("htmx:after:swap", () => {
    const detail = document.getElementById("detail");
    if (detail?.dataset.id) mark(detail.dataset.id);
    document.querySelector(".desk")?.classList.add("opened");
  });
  if (document.querySelector(".desk.opened") && matchMedia("(width < 760px)").matches) document.getElementById("detail-title")?.focus();
}
