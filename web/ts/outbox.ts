// The outbox of this device: what was written while the node was away, in
// order, photos last, each exactly once. The form's own id (once) goes with it,
// so that the node knows one that it has; the node's answer alone makes it
// received.
import { all, closeKeys, current, type Fields, get, type Item, type Kind, type Person, put, remove, sealWords, seal, tell, unseal, unsealWords } from "./device";

/** What the node says of the session. */
export type Session = { officer: string; token: string; for: number; capture: boolean; why?: Why };
export type Why = { Purpose?: string; Case?: string; Reason?: string };
export type Outcome = "sent" | "away" | "signin" | "later" | "busy";

const kinds: [RegExp, Kind][] = [
  [/^\/capture\/(picture|text|phone)$/, "text"],
  [/^\/records\/[0-9a-f]+\/facts\/[0-9a-f]+\/correct$/, "correct"],
];

/** Which of the forms that may wait a path is of; undefined: none. */
export function kindOf(path: string): Kind | undefined {
  for (const [pattern, kind] of kinds) {
    const m = pattern.exec(path);
    if (m) return (m[1] as Kind | undefined) ?? kind;
  }
  return undefined;
}

/** Keeps a form. False: nobody is signed in who has a key. */
export async function keep(kind: Kind, to: string, form: FormData): Promise<boolean> {
  const me = await current();
  if (!me || !me.capture && kind !== "correct") return false;
  const fields: Fields = [];
  let file: File | undefined;
  for (const [name, value] of form) {
    if (value instanceof File) { if (value.size) { file = value; fields.push([name, value.name]); } }
    else if (name !== "_token") fields.push([name, value]);
  }
  await because(me, fields);
  if (!fields.some(([n]) => n === "once")) fields.push(["once", crypto.randomUUID()]);
  const item: Item = { officer: me.officer, kind, to, state: "queued", at: Date.now(), body: await sealWords(me, { fields, type: file?.type }) };
  if (file) item.file = await seal(me, await file.arrayBuffer());
  await put("outbox", item);
  await remove("drafts", [me.officer, kind]);
  tell("changed");
  return true;
}

/** The purpose that held when it was written goes with it. */
async function because(me: Person & { key: CryptoKey }, fields: Fields): Promise<void> {
  if (!me.why || fields.some(([n, v]) => n === "_purpose" && v)) return;
  const why = await unsealWords<Why>(me, me.why);
  fields.push(["_purpose", why.Purpose ?? ""], ["_case", why.Case ?? ""], ["_reason", why.Reason ?? ""]);
}

/** What is kept for the officer, in the order in which it is sent. */
export async function mine(officer: string): Promise<Item[]> {
  const list = (await all<Item>("outbox")).filter((i) => i.officer === officer);
  return list.sort((a, b) => Number(a.kind === "picture") - Number(b.kind === "picture") || a.seq! - b.seq!);
}

const open = (i: Item) => i.state !== "received";

/** How many wait here, all that the node has not received: of this officer, and
 * of others who have to sign in first. */
export async function count(): Promise<{ own: number; others: number }> {
  const officer = await get<string>("state", "current");
  const list = (await all<Item>("outbox")).filter(open);
  const own = list.filter((i) => i.officer === officer).length;
  return { own, others: list.length - own };
}

/** Asks the node who has signed in. "signin": nobody. undefined: it is away. */
export async function session(): Promise<Session | "signin" | undefined> {
  try {
    const r = await fetch("/device", { headers: { "X-Lanna-Background": "1" }, redirect: "manual", cache: "no-store" });
    if (r.type === "opaqueredirect") return "signin";
    return r.ok ? await r.json() : undefined;
  } catch { return undefined; }
}

/** Sends what waits. One page or the worker at a time. */
export async function send(): Promise<Outcome> {
  return navigator.locks.request("lanna-outbox", { ifAvailable: true }, async (lock) => lock ? sendAll() : "busy");
}

async function sendAll(): Promise<Outcome> {
  for (;;) {
    const me = await current();
    const next = me && (await mine(me.officer)).find((i) => i.state === "queued");
    if (!me) return "signin";
    if (!next) return "sent";
    const s = await session();
    if (s === "signin") { await closeKeys(); return "signin"; }
    if (!s) return "away";
    if (s.officer !== me.officer) { await closeKeys(); return "signin"; }
    const outcome = await sendOne(me, next, s.token);
    if (outcome !== "sent") return outcome;
  }
}

async function bodyOf(me: Person & { key: CryptoKey }, i: Item): Promise<FormData | URLSearchParams> {
  const { fields, type } = await unsealWords<{ fields: Fields; type?: string }>(me, i.body!);
  if (i.kind !== "picture") return new URLSearchParams(fields);
  const form = new FormData();
  let named: [string, string] | undefined;
  for (const [n, v] of fields) if (n === "picture") named = [n, v]; else form.append(n, v);
  if (named && i.file) form.append(named[0], new File([await unseal(me, i.file)], named[1], { type })); // behind the fields: they say what it is
  return form;
}

async function sendOne(me: Person & { key: CryptoKey }, i: Item, token: string): Promise<Outcome> {
  let answer: Response;
  try {
    answer = await fetch(i.to, { method: "POST", body: await bodyOf(me, i), redirect: "manual", headers: { "HX-Request": "true", "X-Lanna-Background": "1", "X-Lanna-Token": token } });
  } catch { return "away"; }
  const to = answer.headers.get("HX-Redirect") ?? "";
  if (answer.ok && /^\/(sign-in|purpose|account)\b/.test(to)) return "signin";
  if (answer.ok && to) return settleAs(i, { state: "received", place: to });
  if (answer.status === 409) return settleAs(i, { state: "conflict" });
  if (answer.status >= 500 || answer.status === 429 || answer.ok) return "later";
  return settleAs(i, { state: "refused", code: answer.headers.get("X-Lanna-Code") ?? String(answer.status) });
}

/** How many lines of what was received stay to be seen. */
const receipts = 5;

/** What the node has is dropped here, but for the number of its record. */
async function settleAs(i: Item, what: Partial<Item>): Promise<Outcome> {
  Object.assign(i, what);
  if (i.state === "received") { delete i.body; delete i.file; }
  await put("outbox", i);
  for (const old of (await mine(i.officer)).filter((x) => !open(x)).slice(0, -receipts)) await remove("outbox", old.seq!);
  tell("changed");
  return "sent";
}
