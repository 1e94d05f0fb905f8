// Capture: drop or paste a picture; box and field point at each other.
import { startLook } from "./look";

function startDrop(): void {
  const form = document.getElementById("picture-form") as HTMLFormElement | null;
  const input = document.getElementById("picture") as HTMLInputElement | null;
  const area = document.getElementById("drop");
  if (!form || !input || !area) return;
  const take = (files: FileList | undefined | null) => {
    if (!files?.length) return;
    const one = new DataTransfer();
    one.items.add(files[0]);
    input.files = one.files;
    form.requestSubmit();
  };
  for (const kind of ["dragenter", "dragover"]) addEventListener(kind, (e) => { e.preventDefault(); area.classList.add("over-it"); });
  addEventListener("dragleave", (e) => { if (!(e as DragEvent).relatedTarget) area.classList.remove("over-it"); });
  addEventListener("drop", (e) => { e.preventDefault(); area.classList.remove("over-it"); take(e.dataTransfer?.files); });
  addEventListener("paste", (e) => {
    if ((e.target as HTMLElement).closest("textarea, input[type=text]")) return;
    take(e.clipboardData?.files);
  });
  form.addEventListener("submit", () => {
    document.getElementById("picture-status")!.textContent = form.dataset.busy ?? "";
  });
}

function point(key: string, on: boolean): void {
  document.getElementById("box-" + key)?.classList.toggle("pointed", on);
  document.getElementById("field-" + key)?.closest(".field")?.classList.toggle("pointed", on);
}

function startReview(): void {
  const form = document.getElementById("review");
  if (!form) return;
  const keyOf = (e: Event) => (e.target as HTMLElement).closest(".field")?.querySelector("input[id^=field-]")?.id.slice(6)
    ?? (e.target as Element).closest("[id^=box-]")?.id.slice(4);
  for (const [kind, on] of [["focusin", true], ["focusout", false], ["pointerover", true], ["pointerout", false]] as const) {
    form.addEventListener(kind, (e) => {
      const key = keyOf(e);
      if (!key) return;
      point(key, on);
      if (kind === "focusin" && (e.target as HTMLElement).id === "field-" + key) bring(key);
    });
  }
  form.addEventListener("change", (e) => {
    const t = e.target as HTMLInputElement;
    if (t.name.startsWith("keep-")) dropped(t);
    if (t.name.startsWith("seen-") || t.name.startsWith("keep-")) count(form);
  });
  count(form);
}

/** Scrolls the picture, not the page, to a field's box. */
function bring(key: string): void {
  const box = document.getElementById("box-" + key), frame = box?.closest<HTMLElement>(".scroll");
  if (!box || !frame) return;
  const b = box.getBoundingClientRect(), f = frame.getBoundingClientRect();
  if (b.top < f.top || b.bottom > f.bottom) frame.scrollBy({ top: b.top - f.top - f.height / 3 });
}

/** A notice that is dropped asks for no ticks. */
function dropped(radio: HTMLInputElement): void {
  const notice = radio.closest(".notice"), drop = radio.value === "drop" && radio.checked;
  notice?.classList.toggle("dropped", drop);
  for (const tick of notice?.querySelectorAll<HTMLInputElement>("input[name^=seen-]") ?? []) tick.required = !drop;
}

/** What must still be ticked stands above the button. */
function count(form: HTMLElement): void {
  const line = document.getElementById("tick-first");
  if (!line) return;
  let open = 0;
  for (const a of line.querySelectorAll("a")) {
    const tick = form.querySelector<HTMLInputElement>("input[name='seen-" + a.getAttribute("href")!.slice(7) + "']");
    a.hidden = !tick || tick.checked || !tick.required;
    if (!a.hidden) open++;
  }
  line.hidden = open === 0;
}

/** The picture is still being read: the page comes again until it is there. */
function startWaiting(): void {
  if (!document.querySelector("[data-reading]")) return;
  const look = async () => {
    const answer = await fetch(location.href, { headers: { "X-Lanna-Background": "1" } }).catch(() => undefined);
    if (answer?.ok && !(await answer.text()).includes("data-reading")) location.reload();
    else setTimeout(look, 500);
  };
  setTimeout(look, 300);
}

startDrop();
startReview();
startWaiting();
startLook();
