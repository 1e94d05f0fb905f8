// What this device keeps while the node is away: sealed under a key of the
// officer (AES-GCM), which the node hands out for the session and which no
// script can read out again. Names of forms, states, times and numbers of
// records lie open; what was written, and pictures, never do.

/** An officer at this device. Without a key, what is kept for them is closed. */
export type Person = { officer: string; salt: Uint8Array; key?: CryptoKey; until: number; capture: boolean; why?: Sealed };
export type Sealed = { iv: Uint8Array; data: ArrayBuffer };
export type Kind = "picture" | "text" | "phone" | "correct";
export type State = "queued" | "received" | "refused" | "conflict";
export type Item = { seq?: number; officer: string; kind: Kind; to: string; state: State; at: number; body?: Sealed; file?: Sealed; code?: string; place?: string };
export type Draft = { kind: Kind; officer: string; at: number; body: Sealed };
export type Fields = [string, string][];

const name = "lanna-device";
let opened: Promise<IDBDatabase> | undefined;
let over = false; // this page heard that the officer has left

/** What is asked where nothing is kept. */
class Nothing extends Error {}

/** Asks for the store, and makes one where there is none if that is wanted. */
function request(make: boolean): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const r = indexedDB.open(name, 1);
    r.onupgradeneeded = () => {
      if (!make || over) { r.transaction!.abort(); return; }
      r.result.createObjectStore("people", { keyPath: "officer" });
      r.result.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      r.result.createObjectStore("drafts", { keyPath: ["officer", "kind"] });
      r.result.createObjectStore("state");
    };
    r.onsuccess = () => done(r.result);
    r.onerror = () => fail(r.error?.name === "AbortError" ? new Nothing(name) : r.error);
  });
}

/** Opens the store. Only an officer's arrival, or their leaving while the node is
 * away, makes one: a question that comes after signing out must not. */
function open(): Promise<IDBDatabase> {
  const gone = () => { opened = undefined; };
  return opened ??= request(false).then((db) => {
    db.onversionchange = () => { db.close(); gone(); };
    db.onclose = gone;
    return db;
  }, (e: unknown) => { gone(); throw e; });
}

type Store = "people" | "outbox" | "drafts" | "state";

/** Runs one transaction; what f's request found is returned once it is kept. */
async function run<T>(store: Store, mode: IDBTransactionMode, f: (s: IDBObjectStore) => IDBRequest | void): Promise<T> {
  const db = await open();
  return new Promise((done, fail) => {
    const t = db.transaction(store, mode, { durability: "strict" });
    const r = f(t.objectStore(store));
    t.oncomplete = () => done(r?.result as T);
    t.onabort = t.onerror = () => fail(t.error);
  });
}

/** Where nothing is kept, a question has this answer. */
function or<T>(none: T): (e: unknown) => T { return (e) => { if (e instanceof Nothing) return none; throw e; }; }

export const get = <T>(store: Store, key: IDBValidKey) => run<T | undefined>(store, "readonly", (s) => s.get(key)).catch(or(undefined));
export const all = <T>(store: Store) => run<T[]>(store, "readonly", (s) => s.getAll()).catch(or([] as T[]));
export const remove = (store: Store, key: IDBValidKey) => run<void>(store, "readwrite", (s) => { s.delete(key); }).catch(or(undefined));
/** Keeps a value; fails where nobody has signed in since the last one left. */
export const put = (store: Store, value: unknown, key?: IDBValidKey) => run<IDBValidKey>(store, "readwrite", (s) => s.put(value, key));
/** Keeps a value, and makes the store for it. */
export async function begin(store: Store, value: unknown, key?: IDBValidKey): Promise<void> {
  (await request(true)).close();
  await put(store, value, key).catch(or(undefined)) ?? await put(store, value, key); // one who asked before it was there may have kept us
}

const news = new BroadcastChannel("lanna-device");
export type News = "changed" | "gone";

/** Tells all pages of this device, this one included. */
export function tell(n: News): void { news.postMessage(n); heardNews?.(n); }
let heardNews: ((n: News) => void) | undefined;
export function onNews(f: (n: News) => void): void {
  heardNews = (n) => { over ||= n === "gone"; f(n); };
  news.onmessage = (e) => heardNews!(e.data);
}

/** The officer whose session was last seen here, with a key that still holds. */
export async function current(): Promise<Person & { key: CryptoKey } | undefined> {
  const officer = await get<string>("state", "current");
  const p = officer ? await get<Person>("people", officer) : undefined;
  if (!p?.key) return undefined;
  if (Date.now() < p.until) return p as Person & { key: CryptoKey };
  await closeKeys();
  return undefined;
}

/** Drops the keys of all officers: the session is over. What is kept stays
 * closed until the same officer signs in again. */
export async function closeKeys(): Promise<void> {
  for (const p of await all<Person>("people")) if (p.key) { delete p.key; await put("people", p); }
  tell("changed");
}

/** Removes all that is kept here, the salts too: nobody can open it any more. */
export async function wipe(): Promise<void> {
  const db = await open().catch(or(undefined));
  if (db) {
    for (const s of ["outbox", "drafts", "people", "state"] as const) await run(s, "readwrite", (o) => { o.clear(); });
    db.close();
  }
  opened = undefined;
  tell("gone");
  await new Promise<void>((done) => {
    const r = indexedDB.deleteDatabase(name);
    r.onsuccess = r.onerror = r.onblocked = () => done();
  });
}

const bytes = new TextEncoder(), text = new TextDecoder();

export async function seal(p: { officer: string; key: CryptoKey }, data: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes.encode(p.officer) }, p.key, data) };
}

export function unseal(p: { officer: string; key: CryptoKey }, s: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: s.iv as BufferSource, additionalData: bytes.encode(p.officer) }, p.key, s.data);
}

export const sealWords = (p: { officer: string; key: CryptoKey }, what: unknown) => seal(p, bytes.encode(JSON.stringify(what)));
export const unsealWords = async <T>(p: { officer: string; key: CryptoKey }, s: Sealed) => JSON.parse(text.decode(await unseal(p, s))) as T;

/** Takes a key that the node handed out; from then on it can be used and not read. */
export function keyOf(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw as BufferSource, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export function fromBase64(s: string): Uint8Array {
  return Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}

export function toBase64(b: Uint8Array): string {
  return btoa(String.fromCharCode(...b)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
