// Passkeys: the browser's part of signing in with one, and of adding one.
type Parse = { parseRequestOptionsFromJSON(o: unknown): PublicKeyCredentialRequestOptions; parseCreationOptionsFromJSON(o: unknown): PublicKeyCredentialCreationOptions };

const form = document.getElementById("passkey") as HTMLFormElement | null;
const browser = window.PublicKeyCredential as unknown as Parse | undefined;

async function ask(form: HTMLFormElement): Promise<void> {
  const token = (form.elements.namedItem("_token") as HTMLInputElement).value;
  const begun = await fetch(form.dataset.begin!, { method: "POST", headers: { "X-Lanna-Token": token } });
  if (!begun.ok) throw new Error("begin");
  const { publicKey } = await begun.json();
  const credential = "create" in form.dataset
    ? await navigator.credentials.create({ publicKey: browser!.parseCreationOptionsFromJSON(publicKey) })
    : await navigator.credentials.get({ publicKey: browser!.parseRequestOptionsFromJSON(publicKey) });
  (form.elements.namedItem("answer") as HTMLInputElement).value = JSON.stringify(credential);
  form.submit();
}

if (form && typeof browser?.parseRequestOptionsFromJSON === "function") {
  form.hidden = false;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    ask(form).catch(() => { form.querySelector("[role=status]")!.textContent = form.dataset.failed ?? ""; });
  });
}
