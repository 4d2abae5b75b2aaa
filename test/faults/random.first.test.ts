import { describeRandomRuns } from './support/honesty';

describeRandomRuns(20_260_514);
