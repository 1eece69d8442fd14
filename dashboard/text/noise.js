/** @type {Readonly<Record<string, { text: string, meaning: string, tone: 'plain' | 'wait' | 'bad', icon: string }>>} */
const standings = {
  noise: {
    text: 'Noise',
    meaning: 'The control disagrees with the primary as often as the shadow does.',
    tone: 'plain',
    icon: 'dash',
  },
  'not-assessable': {
    text: 'Not assessable',
    meaning: 'Shadow and control both disagree nearly always, so nothing can be said of it.',
    tone: 'wait',
    icon: 'warning',
  },
  regression: {
    text: 'Regression',
    meaning: 'The shadow disagrees with the primary more often than the control does.',
    tone: 'bad',
    icon: 'cross',
  },
};

/** @param {string} standing */
export const noiseSign = (standing) =>
  standings[standing] ?? { text: standing, meaning: '', tone: 'wait', icon: 'warning' };
