/** A named group of comparisons that are measured together. */
export interface Benchmark {
  readonly name: string
  readonly about: string
  /** Whether it takes more time or room than who asks for everything has in mind. */
  readonly isOnlyByName?: true
  /** Yields one comparison after another, so that the data of only one is in memory; what it opens it closes itself. */
  readonly comparisons: () => AsyncIterable<Comparison>
  /** Yields what is measured by itself, against a limit that is no code of anybody's. */
  readonly trials?: () => AsyncIterable<Trial>
}

/** One run of our code, and what came of it. */
export interface Trial {
  readonly what: string
  readonly figures: ReadonlyArray<Figure>
}

/** A number, and within what it is to be. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly atLeast?: number
  readonly atMost?: number
}

/**
 * Our code beside its baseline, doing the same work in the same process.
 *
 * - **Shape**: `count` is how many of `unit` one run works through; both sides must come to equally many results.
 */
export interface Comparison {
  readonly what: string
  readonly unit: string
  readonly count: number
  readonly ours: Side
  readonly baseline: Side
  /** Our rate over the baseline's: what it must be at least, and what we would like. */
  readonly goal: { readonly ratio: number; readonly wanted?: number }
}

/** One side of a comparison; a run returns how many results it came to, and what `prepare` does is not timed. */
export interface Side {
  readonly name: string
  readonly prepare?: () => Promise<void>
  readonly run: () => number | Promise<number>
}
