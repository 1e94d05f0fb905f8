// The service worker: keeps the files that pages load and one page without
// anybody's data, shows that page while the node is away, and takes in the
// forms that may wait. No other page is ever kept: what an officer may see now,
// the next one at this screen may not.
import { begin, closeKeys, get, put, remove, tell, wipe } from "./device";
import { keep, kindOf, send } from "./outbox";

declare const self: ServiceWorkerGlobalScope & { shellDigest: string };
const shell = "lanna-" + self.shellDigest;
const page = "/offline";

self.addEventListener("install", (e) => e.waitUntil(fill().then(() => self.skipWaiting())));

self.addEventListener("activate", (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== shell) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
})()));

/** Fetches the page for the time without the node, in the language of now, and what it loads. */
async function fill(): Promise<void> {
  const answer = await fetch(page, { headers: { "X-Lanna-Background": "1" }, cache: "no-store" });
  if (!answer.ok) throw new Error("offline page");
  const cache = await caches.open(shell), html = await answer.clone().text();
  for (const m of html.matchAll(/(?:href|src|data-device)="(\/assets\/[^"]+)"/g)) if (!await cache.match(m[1])) await cache.add(m[1]);
  await cache.put(page, answer);
}

self.addEventListener("message", (e) => { if (e.data === "shell") e.waitUntil(fill().catch(() => undefined)); });
self.addEventListener("push", (e) => e.waitUntil(show(e.data)));
self.addEventListener("notificationclick", (e) => e.waitUntil(open(e.notification)));
self.addEventListener("sync", (e) => (e as ExtendableEvent).waitUntil(send()));

self.addEventListener("fetch", (e) => {
  const r = e.request, url = new URL(r.url);
  if (url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) e.respondWith(asset(r));
  else if (r.mode === "navigate") e.respondWith(r.method === "GET" ? visit(e, url) : form(r, url));
});

async function asset(r: Request): Promise<Response> {
  const cache = await caches.open(shell), kept = await cache.match(r.url);
  if (kept) return kept;
  const answer = await fetch(r);
  if (answer.status === 200) await cache.put(r.url, answer.clone());
  return answer;
}

/** A proxy that does not reach the node answers for it. */
const away = (a: Response) => [502, 503, 504].includes(a.status) && !a.headers.has("X-Lanna-Code");

async function visit(e: FetchEvent, url: URL): Promise<Response> {
  try {
    const late = await finishLeaving();
    const answer = (!late && await e.preloadResponse as Response | undefined) || await fetch(e.request);
    if (away(answer)) return offline();
    if (url.pathname !== "/sign-in") await put("state", Date.now(), "heard").catch(() => undefined);
    else if (answer.ok) await closeKeys().catch(() => undefined); // nobody is signed in
    return answer;
  } catch { return offline(); }
}

/** The kept page. Unsent: a form was not stored, and the page says so. */
async function offline(unsent = false): Promise<Response> {
  const kept = await caches.match(page);
  if (!kept) return Response.error();
  const html = await kept.text();
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Content-Security-Policy": kept.headers.get("Content-Security-Policy") ?? "default-src 'none'" };
  return new Response(unsent ? html.replace(/(<p class="callout" id="unsent" role="alert") hidden/, "$1") : html, { status: 503, headers });
}

async function form(r: Request, url: URL): Promise<Response> {
  const kind = kindOf(url.pathname);
  if (kind) return waiting(r, kind, url.pathname);
  const leaving = url.pathname === "/sign-out", copy = leaving ? r.clone() : undefined;
  try {
    await finishLeaving();
    const answer = await fetch(r);
    if (away(answer)) throw new Error("away");
    if (leaving && answer.type === "opaqueredirect") await left();
    return answer;
  } catch {
    if (leaving) { await leaveLater(copy!); return Response.redirect("/sign-in", 303); }
    return offline(true);
  }
}

/** A form that may wait goes to the node if it is there, else it is kept. One
 * from the kept page has no token and waits for one in any case. */
async function waiting(r: Request, kind: ReturnType<typeof kindOf> & string, to: string): Promise<Response> {
  const body = await r.clone().formData();
  if (body.has("_token")) {
    try {
      const answer = await fetch(r);
      if (!away(answer)) {
        if (answer.type === "opaqueredirect") await dropDraft(kind);
        return answer;
      }
    } catch { /* it is kept */ }
  }
  if (body.has("outbox") || !await keep(kind, to, body).catch(() => false)) return offline(true);
  await (self.registration as any).sync?.register("outbox").catch(() => undefined);
  return Response.redirect("/capture", 303);
}

async function dropDraft(kind: string): Promise<void> {
  const officer = await get<string>("state", "current").catch(() => undefined);
  if (officer) await remove("drafts", [officer, kind]).then(() => tell("changed"), () => undefined);
}

// Being woken. The push service hands over what the node sealed for this browser
// (Note in wake/push.go): id and severity, nobody's name. It comes also when nobody
// is signed in, and is shown as it is; the page behind it asks who one is.

type Note = { id: string; record: string; rota?: boolean; canary?: boolean; lang: string; title: string; text: string };

/** A browser takes the subscription away from a worker that shows nothing, so what cannot be read is shown too. */
function note(data: PushMessageData | null): Note {
  try {
    const n = data!.json() as Note;
    if (/^[0-9a-f]{32}$/.test(n.record)) return n;
  } catch { /* not from this node, or of another version */ }
  return { id: "", record: "", lang: "", title: "Lanna", text: "" };
}

async function show(data: PushMessageData | null): Promise<void> {
  const n = note(data);
  await self.registration.showNotification(n.title, { body: n.text, lang: n.lang, tag: n.id || "lanna", renotify: true, requireInteraction: true,
    data: n.record ? (n.canary ? "/audit/planted" : n.rota ? "/rota" : "/alerts/" + n.record) : "/" } as NotificationOptions);
}

/** Opens the alert in a window of its own: what is being written in another stays. */
async function open(n: Notification): Promise<void> {
  n.close();
  await self.clients.openWindow(n.data as string);
}

// Signing out. The node says so too, with Clear-Site-Data; where it is away,
// the device forgets at once and tells the node with the first word to it.

async function left(): Promise<void> { await wipe().catch(() => undefined); }

async function leaveLater(r: Request): Promise<void> {
  const token = (await r.formData()).get("_token");
  await left();
  await begin("state", token, "leaving");
}

async function finishLeaving(): Promise<boolean> {
  const token = await get<string>("state", "leaving").catch(() => undefined);
  if (!token) return false;
  await fetch("/sign-out", { method: "POST", redirect: "manual", body: new URLSearchParams({ _token: token }) });
  await remove("state", "leaving").catch(() => undefined);
  return true;
}
