import { describeRandomRuns } from './support/honesty';

describeRandomRuns(20_270_101);
