// Ctrl-K: go anywhere by typing part of its name, or search for what was typed.
const dialog = () => document.getElementById("palette") as HTMLDialogElement | null;
const options = () => [...document.querySelectorAll<HTMLElement>("#palette [role=option]")];
const shown = () => options().filter((o) => !o.hidden);

export function openPalette(): void {
  const d = dialog();
  if (!d || d.open) return;
  const box = document.getElementById("palette-text") as HTMLInputElement;
  box.value = "";
  filter("");
  d.showModal();
  box.focus();
}

function choose(o: HTMLElement | undefined): void {
  for (const x of options()) x.setAttribute("aria-selected", String(x === o));
  const box = document.getElementById("palette-text")!;
  if (o) box.setAttribute("aria-activedescendant", o.id); else box.removeAttribute("aria-activedescendant");
  o?.scrollIntoView({ block: "nearest" });
}

function filter(text: string): void {
  const wanted = text.trim().toLowerCase();
  for (const o of options()) o.hidden = o.dataset.search ? !wanted : !o.textContent!.toLowerCase().includes(wanted);
  choose(shown()[0]);
}

function follow(o: HTMLElement | undefined): void {
  if (!o) return;
  const text = (document.getElementById("palette-text") as HTMLInputElement).value.trim();
  location.href = o.dataset.search ? o.dataset.search + encodeURIComponent(text) : o.dataset.href!;
}

export function startPalette(): void {
  const d = dialog();
  if (!d) return;
  const box = document.getElementById("palette-text") as HTMLInputElement;
  box.addEventListener("input", () => filter(box.value));
  box.addEventListener("keydown", (e) => {
    const all = shown(), at = all.findIndex((o) => o.getAttribute("aria-selected") === "true");
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      choose(all[(at + (e.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (e.key === "Enter" && !e.isComposing) {
      e.preventDefault();
      follow(all[at]);
    }
  });
  for (const o of options()) o.addEventListener("click", () => follow(o));
  d.addEventListener("click", (e) => { if (e.target === d) d.close(); });
}
