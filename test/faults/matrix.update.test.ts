import { update } from './support/changes';
import { describeMatrix } from './support/matrix';

describeMatrix(update);
