/**
 * Slack's limits, from https://docs.slack.dev/reference/block-kit/blocks and .../views. Messages over about 13,000 characters were refused
 * although each block was legal, so the sum stays under 12,000.
 */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  messageCharacters: 12_000,
  sectionText: 3000,
  fields: 10,
  fieldText: 2000,
  header: 150,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  id: 255,
  options: 100,
  richTextParts: 255,
  confirmText: 300,
  modalTitle: 24,
  privateMetadata: 3000,
  altText: 2000,
  contextActions: 5,
  optionText: 75,
  optionValue: 150,
  radioButtons: 10,
} as const;
