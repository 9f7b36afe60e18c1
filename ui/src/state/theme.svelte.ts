// Light or dark: as the system says, until the reader chooses.

const KEY = "warmonitor-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser that keeps nothing, as some do for pages from a disk
  }
}

class Theme {
  #chosen = $state(stored());
  #system = $state(system.matches);
  dark = $derived(this.#chosen ? this.#chosen === "dark" : this.#system);

  constructor() {
    system.addEventListener("change", () => (this.#system = system.matches));
  }

  toggle(): void {
    this.#chosen = this.dark ? "light" : "dark";
    try {
      localStorage.setItem(KEY, this.#chosen);
    } catch {
      this.#chosen = `${this.#chosen}`; // holds for this visit only
    }
  }
}

export const theme = new Theme();
