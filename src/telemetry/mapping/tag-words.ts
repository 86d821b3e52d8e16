/** The words of a tag in one spelling: `deviceName`, `DeviceName` and `device_name` are `device_name`. */
export function tagWords(tag: string): string {
  return tag.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
