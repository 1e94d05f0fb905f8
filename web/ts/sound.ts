// Sound for threats to life alone. Browsers allow it only after a press, so it
// starts muted, and the strip always says which it is.
let audio: AudioContext | undefined;

function show(button: HTMLElement, on: boolean): void {
  button.setAttribute("aria-pressed", String(on));
  button.textContent = on ? button.dataset.on! : button.dataset.off!;
}

export function startSound(): void {
  const button = document.getElementById("sound");
  if (!button || !("AudioContext" in window)) return;
  button.parentElement!.hidden = false;
  const wanted = () => localStorage.getItem("lanna-sound") === "on";
  const wake = () => {
    if (!wanted()) return;
    audio ??= new AudioContext();
    void audio.resume().then(() => show(button, audio?.state === "running"));
  };
  button.addEventListener("click", (e) => {
    e.stopPropagation();
    localStorage.setItem("lanna-sound", button.getAttribute("aria-pressed") === "true" ? "off" : "on");
    if (wanted()) wake(); else { void audio?.suspend(); show(button, false); }
  });
  for (const act of ["pointerdown", "keydown"]) addEventListener(act, (e) => {
    if (e.target !== button && audio?.state !== "running") wake();
  }, { passive: true });
}

/** Three rising notes, once. */
export function soundLife(): void {
  if (!audio || audio.state !== "running") return;
  [660, 880, 1100].forEach((pitch, i) => {
    const at = audio!.currentTime + i * 0.22;
    const tone = audio!.createOscillator(), volume = audio!.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
    tone.connect(volume).connect(audio!.destination);
    tone.start(at);
    tone.stop(at + 0.2);
  });
}
