// The account page's part of being woken in this browser: asks for leave to show
// notifications, subscribes at the browser's push service, and says plainly where
// there is none. What the officer is shown then is worker.ts's part.
const form = document.getElementById("push") as HTMLFormElement | null;
const words = form?.dataset ?? {};

/** How long a push service may take: behind some firewalls a browser waits without an end. */
const patience = 15_000;

const say = (what?: string) => { form!.querySelector("[role=status]")!.textContent = what ?? ""; };

/** What the node calls the browser by: the beginning of SHA-256 over the endpoint. */
async function nameOf(endpoint: string): Promise<string> {
  const d = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  return [...d.slice(0, 16)].map((b) => b.toString(16).padStart(2, "0")).join("");
}

function base64(b: ArrayBuffer | null): string {
  return btoa(String.fromCharCode(...new Uint8Array(b ?? new ArrayBuffer(0)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** A subscription under the node's key; one that was made under another, as before a restore, is of no use. */
async function subscribe(r: ServiceWorkerRegistration): Promise<PushSubscription> {
  const there = await r.pushManager.getSubscription();
  if (there && base64(there.options.applicationServerKey) !== words.key) await there.unsubscribe();
  const late = new Promise<never>((_, fail) => setTimeout(() => fail(new Error("no push service")), patience));
  return Promise.race([late, r.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: words.key })]);
}

async function turnOn(): Promise<void> {
  say("");
  if (Notification.permission !== "granted" && await Notification.requestPermission() !== "granted") { say(words.denied); return; }
  let s: PushSubscription;
  try { s = await subscribe(await navigator.serviceWorker.ready); } catch { say(words.none); return; }
  const fields = form!.elements as HTMLFormControlsCollection & Record<string, HTMLInputElement>;
  fields["endpoint"].value = s.endpoint;
  fields["p256dh"].value = base64(s.getKey("p256dh"));
  fields["auth"].value = base64(s.getKey("auth"));
  form!.submit();
}

/** Marks the browser that this is, and offers to turn on one that is not in the list. */
async function start(): Promise<void> {
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  form!.hidden = false;
  const button = form!.querySelector("button")!;
  button.hidden = !able;
  if (!able) { say(words.unable); return; }
  const s = await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription();
  const mine = s && document.querySelector<HTMLFormElement>(`form[data-push="${await nameOf(s.endpoint)}"]`);
  if (mine) {
    (mine.elements.namedItem("here") as HTMLInputElement).value = "1";
    mine.closest("li")!.querySelector<HTMLElement>("[data-here]")!.hidden = false;
    form!.hidden = true;
  }
  if (Notification.permission === "denied") say(words.denied);
}

if (form) {
  form.addEventListener("submit", (e) => { e.preventDefault(); turnOn().catch(() => say(words.none)); });
  void start();
}
