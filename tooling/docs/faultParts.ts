import { resolve } from "node:path"
import { faultMatrix } from "../fault-matrix/faultMatrix.ts"
import { faultTests } from "../fault-matrix/faultTests.ts"
import { readTree } from "../tidy/readTree.ts"
import { tableOf } from "./tableOf.ts"

/** The tables of the page on faults, by the name of their place in it. */
export const faultParts = (): Readonly<Record<string, string>> => {
  const tests = ["apps/", "packages/"].flatMap((folder) => faultTests(readTree(root, folder)))
  const proofsOf = (number: number): string => {
    const paths = new Set(tests.filter(({ fault }) => fault === number).map(({ path }) => path))
    return [...paths].map((path) => `[${path.split("/").at(-1)}](../../${path})`).join(" · ")
  }
  return {
    faults: tableOf(
      ["Number", "What goes wrong", "What happens", "Proved in"],
      faultMatrix
        .filter(({ unbuilt }) => unbuilt === undefined)
        .map(({ fault, number, promise }) => [`F${number}`, fault, promise, proofsOf(number)])
    ),
    unbuilt: tableOf(
      ["Number", "What goes wrong", "What should happen", "Why it does not yet"],
      faultMatrix.flatMap(({ fault, number, promise, unbuilt }) =>
        unbuilt === undefined ? [] : [[`F${number}`, fault, promise, unbuilt]]
      )
    )
  }
}

const root = resolve(import.meta.dirname, "../..")
