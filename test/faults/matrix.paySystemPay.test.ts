import { paySystemPay } from './support/changes';
import { describeMatrix } from './support/matrix';

describeMatrix(paySystemPay);
