/** Of the words on a card. A plan of a release whose cards said less has none. */
export type Edition = { readonly edition?: 2 };

/** What was approved is run in the words that were approved, also by a release whose cards say more. */
export const editionAsApproved = (approved: Edition | undefined): Edition =>
  approved !== undefined && approved.edition === undefined ? {} : { edition: 2 };
