// The page's part of working while the node is away: gets the key after
// signing in, counts what waits, shows and sends it, keeps drafts, and closes
// what cannot work meanwhile.
import { begin, closeKeys, current, type Draft, type Fields, fromBase64, get, type Item, type Kind, keyOf, onNews, type Person, put, remove, sealWords, tell, toBase64, unsealWords, wipe } from "./device";
import { count, mine, send, session, type Session, type Why } from "./outbox";

/** Where the store or the worker is gone, as at sign-out or while the page is left, the page goes on without. */
function quietly(p: Promise<unknown>): void { p.catch((e: unknown) => console.warn("offline", e)); }

const offlinePage = document.getElementById("again") as HTMLAnchorElement | null;
const box = document.getElementById("waiting");
const list = document.getElementById("waiting-list");
const words = box?.dataset ?? {};
let token = "";

/** Makes the officer of the session this device's own, with a key. */
async function own(s: Session): Promise<void> {
  const before = await get<Person>("people", s.officer);
  const p: Person = before ?? { officer: s.officer, salt: crypto.getRandomValues(new Uint8Array(16)), until: 0, capture: false };
  if (await get<string>("state", "current") !== s.officer) await closeKeys();
  if (!p.key) {
    const form = new URLSearchParams({ salt: toBase64(p.salt) });
    const answer = await fetch("/device/key", { method: "POST", body: form, redirect: "manual", headers: { "X-Lanna-Token": s.token, "X-Lanna-Background": "1" } });
    if (!answer.ok) return;
    const raw = fromBase64((await answer.json()).key);
    p.key = await keyOf(raw);
    raw.fill(0);
  }
  p.until = Date.now() + s.for;
  p.capture = s.capture;
  if (s.why) p.why = await sealWords(p as Person & { key: CryptoKey }, s.why);
  await begin("people", p);
  await put("state", s.officer, "current");
  tell("changed");
}

// The strip.

async function showCount(): Promise<void> {
  const e = document.getElementById("outbox"), n = await count();
  if (!e) return;
  e.hidden = !n.own;
  e.textContent = n.own ? (e.dataset.words ?? "").replace("{n}", String(n.own)) : "";
}

async function showHeard(): Promise<void> {
  const at = await get<number>("state", "heard");
  const minutes = at ? Math.max(0, Math.floor((Date.now() - at) / 60000)) : 0;
  for (const e of document.querySelectorAll<HTMLElement>("[data-heard]")) {
    const text = at ? (e.dataset.words ?? "").replace("{n}", String(minutes)).replace("{at}", clock(at)) : e.dataset.never ?? "";
    if (e.textContent !== text) e.textContent = text;
  }
}

const two = (n: number) => String(n).padStart(2, "0");
function clock(at: number): string { const d = new Date(at); return two(d.getHours()) + ":" + two(d.getMinutes()); }

// The list of what waits.

function button(name: string, f: () => void): HTMLButtonElement {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "button small";
  b.textContent = name;
  b.addEventListener("click", f);
  return b;
}

async function showList(): Promise<void> {
  if (!box || !list) return;
  const officer = await get<string>("state", "current"), me = await current(), n = await count();
  const lines: HTMLElement[] = [];
  if (officer) for (const i of await mine(officer)) lines.push(line(i, !!me));
  list.replaceChildren(...lines);
  const note = document.getElementById("waiting-note")!;
  note.textContent = [n.own && !me ? words.signin : "", n.others ? (words.others ?? "").replace("{n}", String(n.others)) : ""].filter(Boolean).join(" ");
  box.hidden = !lines.length && !note.textContent;
}

function line(i: Item, mayOpen: boolean): HTMLElement {
  const e = document.createElement("li"), what = document.createElement("span");
  e.className = "row";
  e.dataset.state = i.state;
  what.className = "grow";
  what.textContent = [words[i.kind], clock(i.at), (words[i.state] ?? "").replace("{code}", i.code ?? "")].join(" · ");
  e.append(what);
  if (i.place) {
    const a = document.createElement("a");
    a.href = i.place;
    a.textContent = words.show ?? "";
    e.append(a);
  }
  if (!mayOpen || i.state === "received") return e;
  if (i.state === "conflict") e.append(button(words.settle ?? "", () => quietly(settle(i))));
  if (i.state === "refused") e.append(button(words.again ?? "", () => quietly(again(i))));
  if (i.state !== "conflict") e.append(button(words.show ?? "", () => quietly(show(i, e))));
  const drop = button(words.drop ?? "", () => {
    if (drop.dataset.sure) { void remove("outbox", i.seq!).then(() => tell("changed")); return; }
    drop.dataset.sure = "1";
    drop.textContent = words.sure ?? "";
  });
  e.append(drop);
  return e;
}

async function fieldsOf(i: Item): Promise<Fields> {
  const me = await current();
  return me && i.body ? (await unsealWords<{ fields: Fields }>(me, i.body)).fields : [];
}

async function show(i: Item, e: HTMLElement): Promise<void> {
  const p = document.createElement("p");
  p.className = "said-here";
  p.lang = "";
  p.textContent = (await fieldsOf(i)).filter(([n, v]) => v && n !== "once" && !n.startsWith("_")).map(([, v]) => v).join(" · ");
  e.querySelector(".said-here")?.remove();
  e.append(p);
}

async function again(i: Item): Promise<void> {
  i.state = "queued";
  delete i.code;
  await put("outbox", i);
  tell("changed");
  await sendSoon();
}

/** Shows both words on a page of the node, which asks. */
async function settle(i: Item): Promise<void> {
  const form = document.createElement("form");
  form.method = "post";
  form.action = i.to;
  form.hidden = true;
  for (const [n, v] of [...await fieldsOf(i), ["outbox", String(i.seq)], ["_token", token]]) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = n;
    input.value = v;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

/** The node says on a page's address what was settled. */
async function dropSettled(): Promise<void> {
  const url = new URL(location.href), seq = Number(url.searchParams.get("settled"));
  if (!seq) return;
  const i = await get<Item>("outbox", seq);
  if (i?.state === "conflict") { await remove("outbox", seq); tell("changed"); }
  url.searchParams.delete("settled");
  history.replaceState(null, "", url);
}

// Drafts: what is typed is sealed while it is typed.

const drafting = () => document.querySelectorAll<HTMLFormElement>("form[data-keep=text], form[data-keep=phone]");

function written(f: HTMLFormElement): Fields {
  return [...new FormData(f)].filter((x): x is [string, string] => typeof x[1] === "string" && !x[0].startsWith("_") && x[0] !== "once");
}

async function keepDraft(f: HTMLFormElement): Promise<void> {
  const me = await current();
  if (!me || f.dataset.gone) return;
  const kind = f.dataset.keep as Kind;
  const typed = [...f.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input:not([type]), select")].some((x) => x.value && !x.name.startsWith("_"));
  if (typed) await put("drafts", { kind, officer: me.officer, at: Date.now(), body: await sealWords(me, written(f)) } satisfies Draft);
  else await remove("drafts", [me.officer, kind]);
}

async function bringDrafts(): Promise<void> {
  const me = await current();
  if (!me) return;
  for (const f of drafting()) {
    const d = await get<Draft>("drafts", [me.officer, f.dataset.keep!]);
    if (d && !f.dataset.touched) await fillIn(f, await unsealWords<Fields>(me, d.body));
  }
}

async function fillIn(f: HTMLFormElement, fields: Fields): Promise<void> {
  for (const [n, v] of fields) {
    const e = f.elements.namedItem(n);
    if (e instanceof RadioNodeList || e instanceof HTMLInputElement || e instanceof HTMLTextAreaElement || e instanceof HTMLSelectElement) e.value = v;
  }
  const p = document.createElement("p");
  p.className = "hint";
  p.setAttribute("role", "status");
  p.append(words.draft ?? "", " ", button(words.drop ?? "", () => { f.reset(); p.remove(); quietly(keepDraft(f)); }));
  f.append(p);
}

function startDrafts(): void {
  for (const f of drafting()) {
    let due: number | undefined;
    f.addEventListener("input", () => {
      f.dataset.touched = "1";
      clearTimeout(due);
      due = window.setTimeout(() => quietly(keepDraft(f)), 500);
    });
    f.addEventListener("submit", (e) => { if (e.submitter?.hasAttribute("formaction")) return; f.dataset.gone = "1"; clearTimeout(due); });
  }
}

// Is the node there?

let isAway = false;

/** What discloses, approves or acknowledges waits for the node and is closed meanwhile. */
function showAway(now: boolean): void {
  if (isAway === now) return;
  isAway = now;
  document.documentElement.toggleAttribute("data-away", now);
  for (const b of document.querySelectorAll<HTMLButtonElement>("form[method=post]:not([data-keep], [data-leave]) button:not([type=button]), button[form]")) {
    if (now && !b.disabled) { b.disabled = true; b.dataset.closed = "1"; }
    else if (!now && b.dataset.closed) { b.disabled = false; delete b.dataset.closed; }
  }
}

let timer: number | undefined;
const soon = 4000, seldom = 30000;

/** Looks whether the node is there, sends what waits, and looks again. */
async function look(): Promise<void> {
  clearTimeout(timer);
  const s = await session();
  showAway(!s);
  if (s === "signin") await closeKeys();
  else if (s) {
    token = s.token;
    await own(s);
    await put("state", Date.now(), "heard");
    await send();
  }
  if (s && offlinePage) back();
  const waits = (await count()).own > 0;
  timer = window.setTimeout(() => quietly(look()), !s || offlinePage || waits && s !== "signin" ? soon : seldom);
}

const sendSoon = look;

/** The node is back: the page comes anew, unless somebody writes in it. */
function back(): void {
  const writing = document.activeElement?.matches("input, textarea, select") || [...drafting()].some((f) => f.dataset.touched);
  const unsent = document.getElementById("unsent");
  if (!writing && unsent?.hidden) location.replace(offlinePage!.href);
  else offlinePage!.textContent = offlinePage!.dataset.back ?? "";
}

async function startOffline(): Promise<void> {
  if (!offlinePage) return;
  if (document.getElementById("unsent")?.hidden) offlinePage.href = location.href;
  const me = await current();
  const why = me?.why && await unsealWords<Why>(me, me.why);
  for (const d of document.querySelectorAll<HTMLDetailsElement>("details.why-for")) {
    d.open = !why;
    if (why) for (const [n, v] of [["_purpose", why.Purpose], ["_case", why.Case], ["_reason", why.Reason]]) (d.querySelector("[name=" + n + "]") as HTMLInputElement).value = v ?? "";
  }
  document.getElementById("forms")!.hidden = !me?.capture;
  document.getElementById("keyless")!.hidden = !!me;
}

// Signing out forgets what waits: that is said before it is done.

function startLeaving(): void {
  for (const f of document.querySelectorAll<HTMLFormElement>("form[data-leave]")) {
    let told = false;
    f.addEventListener("submit", (e) => {
      if (told) { sessionStorage.clear(); return; }
      e.preventDefault();
      void count().then((n) => {
        told = true;
        if (!n.own && !n.others) { f.requestSubmit(); return; }
        const p = document.createElement("p");
        p.className = "callout";
        p.setAttribute("role", "alert");
        p.textContent = (f.dataset.leave ?? "").replace("{n}", String(n.own + n.others));
        f.prepend(p);
      });
    });
  }
}

async function refresh(): Promise<void> { await showCount(); await showList(); await startOfflineOnce(); }
let shown = false;
async function startOfflineOnce(): Promise<void> { if (!shown || offlinePage && document.getElementById("forms")!.hidden) { shown = true; await startOffline(); } }

/** The kept page is in the language and colours of this one. */
async function keepShell(): Promise<void> {
  const now = document.documentElement.lang + "/" + (document.documentElement.dataset.theme ?? "");
  if (offlinePage || await get<string>("state", "shell") === now) return;
  const r = await navigator.serviceWorker.ready;
  r.active?.postMessage("shell");
  await put("state", now, "shell");
}

async function start(): Promise<void> {
  quietly(navigator.serviceWorker.register("/worker.js"));
  onNews((n) => {
    if (n === "gone") location.replace("/sign-in");
    else quietly(refresh());
  });
  const live = new BroadcastChannel("lanna-live");
  live.onmessage = (m) => {
    if (m.data.kind === "link" && !m.data.up !== isAway) quietly(look());
    else if (m.data.kind === "event") quietly(put("state", Date.now(), "heard"));
  };
  addEventListener("online", () => quietly(look()));
  addEventListener("offline", () => quietly(look()));
  startLeaving();
  startDrafts();
  await dropSettled();
  await refresh();
  if (!offlinePage) await look(); else timer = window.setTimeout(() => quietly(look()), soon);
  await bringDrafts();
  await keepShell();
  setInterval(() => quietly(showHeard()), 5000);
  await showHeard();
}

quietly(start());
