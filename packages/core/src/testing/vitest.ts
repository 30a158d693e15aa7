import { layer as withLayer } from "@effect/vitest"
import type { Layer } from "effect"
import { describe } from "vitest"
import type { Law } from "./Law.ts"

/**
 * Checks laws over a layer, one test for each law, named by its sentence.
 *
 * - **Shape**: the layer is built once for all laws and torn down after the last.
 */
export const checkLaws = <Needs, E>(
  title: string,
  laws: ReadonlyArray<Law<Needs>>,
  layer: Layer.Layer<Needs, E>
): void => {
  describe(title, () => {
    withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })((laid) => {
      for (const law of laws) laid.effect(law.name, () => law.holds)
    })
  })
}
