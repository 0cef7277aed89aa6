// Tones of a step: short, soft, and planned ahead, so that a dark screen does
// not lose them. What is chosen is remembered.

const key = "paraspinal-sound";

export class Sound {
  on = true;
  private audio: AudioContext | undefined;
  private planned: [tone: OscillatorNode, at: number][] = [];
  private step: [end: number, long: number] | undefined;

  constructor() {
    try {
      this.on = localStorage.getItem(key) !== "off";
    } catch { /* not remembered */ }
  }

  /** Browsers allow sound only after a touch. */
  unlock(): void {
    if (!this.on || this.audio?.state === "running" || !("AudioContext" in window)) return;
    const session = (navigator as { audioSession?: { type: string } }).audioSession;
    if (session) session.type = "playback"; // also with the silent switch of a phone
    this.audio ??= new AudioContext();
    void this.audio.resume().then(() => {
      if (this.step && this.planned.length === 0) this.plan(...this.step, false);
    });
  }

  toggle(): void {
    this.on = !this.on;
    try {
      localStorage.setItem(key, this.on ? "on" : "off");
    } catch { /* not remembered */ }
    if (this.on) this.unlock();
    else this.silence();
  }

  /** Plans the tones of a step that ends at an instant of performance.now. */
  plan(end: number, long: number, begins: boolean): void {
    this.silence();
    this.step = [end, long];
    const left = (end - performance.now()) / 1000;
    const touched = navigator.userActivation?.hasBeenActive !== false; // else the browser refuses, with an error
    if (begins && this.on && left > 0 && touched) navigator.vibrate?.(150);
    if (!this.on || !this.audio || this.audio.state !== "running" || left <= 0) return;
    if (begins) this.tone(0.6, 660, 0.3); // after the tone of the step before
    const half = left - long / 2000;
    if (long >= 40_000 && half > 0) this.tone(half, 520, 0.2);
    if (long > 20_000 && left > 10) this.tone(left - 10, 440, 0.2);
    this.tone(left, 880, 0.5);
  }

  /** Takes back what is planned; a tone that sounds may end. */
  silence(): void {
    for (const [o, at] of this.planned) if (this.audio && at > this.audio.currentTime) o.disconnect();
    this.planned = [];
    this.step = undefined;
  }

  private tone(after: number, hertz: number, seconds: number): void {
    const audio = this.audio;
    if (!audio) return;
    const at = audio.currentTime + after;
    const from = audio.createOscillator();
    const soft = audio.createGain();
    from.frequency.value = hertz;
    soft.gain.setValueAtTime(0, at);
    soft.gain.linearRampToValueAtTime(0.25, at + 0.02);
    soft.gain.setTargetAtTime(0, at + seconds - 0.1, 0.03);
    from.connect(soft).connect(audio.destination);
    from.start(at);
    from.stop(at + seconds);
    this.planned.push([from, at]);
  }
}
