/* Libraries without types, as far as a test uses them. */
declare module "@digitalbazaar/data-integrity" {
  export const DataIntegrityProof: new (options: { cryptosuite: object }) => object;
}
declare module "@digitalbazaar/eddsa-jcs-2022-cryptosuite" {
  export function createVerifyCryptosuite(): object;
}
declare module "jsonld-signatures" {
  const library: {
    purposes: { AssertionProofPurpose: new (options: { controller: object }) => object };
    verify: (document: object, options: object) => Promise<unknown>;
  };
  export default library;
}
