// Single keys, as in a mail program. They can be switched off (WCAG 2.1.4), and
// never act while something is typed.
import { openPalette } from "./palette";

const off = document.documentElement.dataset.keys === "off";
let go = 0; // when g was pressed

function typing(e: KeyboardEvent): boolean {
  const t = e.target as HTMLElement;
  return t.isContentEditable || !!t.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog[open]");
}

const links = () => [...document.querySelectorAll<HTMLAnchorElement>(".alert h2 a, .hit h3 a, .open-table th a")];

function row(): HTMLAnchorElement | undefined {
  const all = links();
  return all.find((a) => a === document.activeElement || a.closest("li, tr")!.contains(document.activeElement)) ?? all.find((a) => a.hasAttribute("aria-current"));
}

function step(by: number): void {
  const all = links();
  if (!all.length) return;
  const at = row();
  const next = at === undefined ? (by > 0 ? 0 : all.length - 1) : all.indexOf(at) + (document.activeElement === at || at.closest("li, tr")!.contains(document.activeElement) ? by : 0);
  const a = all[Math.max(0, Math.min(all.length - 1, next))];
  a.focus();
  a.scrollIntoView({ block: "nearest" });
}

function acknowledge(): void {
  const here = row()?.closest<HTMLElement>(".alert");
  const button = here ? here.querySelector<HTMLButtonElement>("button[form=ack]") : document.getElementById("acknowledge");
  button?.click();
}

function press(e: KeyboardEvent): void {
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); openPalette(); return; }
  if (off || e.ctrlKey || e.metaKey || e.altKey || typing(e)) return;
  if (go && e.timeStamp - go < 1500) {
    go = 0;
    const to = document.getElementById("go-" + e.key)?.dataset.href;
    if (to) { e.preventDefault(); location.href = to; }
    return;
  }
  const act: Record<string, () => void> = {
    j: () => step(1), k: () => step(-1),
    o: () => row()?.click(),
    x: () => row()?.closest("li")?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click(),
    a: acknowledge,
    n: () => { const f = document.getElementById("fresh"); if (f && !f.hidden) f.click(); },
    g: () => { go = e.timeStamp; },
    "/": () => (document.getElementById("words-box") ?? document.querySelector<HTMLElement>("main [type=search]") ?? document.getElementById("search"))?.focus(),
    "?": () => { location.href = document.querySelector<HTMLAnchorElement>("#help")?.href ?? "/help"; },
  };
  const f = act[e.key];
  if (!f) return;
  e.preventDefault();
  f();
}

export function startKeys(): void { addEventListener("keydown", press); }
