/** The control plane's own; no other service reads it. */
export const schema = 'umbra_control_plane';
