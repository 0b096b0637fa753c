/**
 * Notices a target on which nearly every port is open: a honeypot, a SYN proxy, a front that accepts
 * everything. More than 60 % of at least 200 ports taken at random is no honest host.
 */
export class AllOpen {
  #seen = 0
  #open = 0

  note(isOpen: boolean): void {
    this.#seen += 1
    if (isOpen) this.#open += 1
  }

  get isReached(): boolean {
    return this.#seen >= 200 && this.#open / this.#seen > 0.6
  }
}
