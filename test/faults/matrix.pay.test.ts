import { pay } from './support/changes';
import { describeMatrix } from './support/matrix';

describeMatrix(pay);
