export { emulatorFixture } from "./emulatorFixture.ts"
export { testMarketplace } from "./testMarketplace.ts"
