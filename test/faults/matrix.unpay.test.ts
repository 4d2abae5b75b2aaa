import { unpay } from './support/changes';
import { describeMatrix } from './support/matrix';

describeMatrix(unpay);
