import { amount, checkText, type Node, size } from './check-texts.ts';
import { limits } from './limits.ts';

export function checkRichText(place: string, element: Node): string[] {
  const parts = (element.elements ?? []) as Node[];
  return [
    ...amount(`${place}.elements`, parts, 1, Number.POSITIVE_INFINITY),
    ...parts.flatMap((part, i) =>
      part.type === 'text' ? size(`${place}.elements[${i}].text`, part.text, 1, limits.messageCharacters) : [],
    ),
  ];
}

export function checkFeedback(place: string, element: Node): string[] {
  if (element.type !== 'feedback_buttons') return [`${place}: unknown element ${element.type}`];
  return ['positive_button', 'negative_button'].flatMap((name) => {
    const face = (element[name] ?? {}) as Node;
    return [
      ...checkText(`${place}.${name}.text`, face.text, limits.buttonText, 'plain_text'),
      ...size(`${place}.${name}.value`, face.value, 1, limits.buttonValue),
    ];
  });
}

export function checkOptions(place: string, element: Node): string[] {
  if (!Array.isArray(element.options)) return [];
  const options = element.options as Node[];
  return [
    ...amount(`${place}.options`, options, 1, element.type === 'radio_buttons' ? limits.radioButtons : limits.options),
    ...options.flatMap((option, i) => [
      ...checkText(`${place}.options[${i}].text`, option.text, limits.optionText),
      ...size(`${place}.options[${i}].value`, option.value, 1, limits.optionValue),
      ...(option.description
        ? checkText(`${place}.options[${i}].description`, option.description, limits.optionText)
        : []),
    ]),
  ];
}

export function checkElement(place: string, element: Node): string[] {
  if (element.type !== 'button') return [`${place}: unknown element ${element.type}`];
  const confirm = element.confirm as Node | undefined;
  return [
    ...checkText(`${place}.text`, element.text, limits.buttonText, 'plain_text'),
    ...size(`${place}.action_id`, element.action_id, 1, limits.id),
    ...size(`${place}.value`, element.value ?? '', 0, limits.buttonValue),
    ...(confirm ? checkConfirm(`${place}.confirm`, confirm) : []),
  ];
}

function checkConfirm(place: string, confirm: Node): string[] {
  return [
    ...checkText(`${place}.title`, confirm.title, 100, 'plain_text'),
    ...checkText(`${place}.text`, confirm.text, limits.confirmText),
    ...checkText(`${place}.confirm`, confirm.confirm, 30, 'plain_text'),
    ...checkText(`${place}.deny`, confirm.deny, 30, 'plain_text'),
  ];
}
