import { createLog } from '../../platform/log/logger.ts';

export const silentLog = createLog({ service: 'test', level: 'silent' });
