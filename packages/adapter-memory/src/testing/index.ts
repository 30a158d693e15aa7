export { emulatorFixture } from "./emulatorFixture.ts"
export { testMarketplace } from "./testMarketplace.ts"
export { testBuyer } from "./testBuyer.ts"
