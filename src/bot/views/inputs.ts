/** One choice of a menu. */
export function plainOption(text: string, value: string) {
  return { text: { type: 'plain_text', text }, value };
}

/** A field for a sentence or two, as a block of a modal. What was entered comes back as `values[blockId].text.value`. */
export function textInput(blockId: string, label: string, options: { optional?: boolean } = {}) {
  const { optional = false } = options;
  return {
    type: 'input',
    block_id: blockId,
    ...(optional && { optional }),
    label: { type: 'plain_text', text: label },
    element: {
      type: 'plain_text_input',
      action_id: 'text',
      multiline: true,
      ...(!optional && { min_length: 3 }),
      max_length: 500,
      focus_on_load: true,
    },
  };
}
