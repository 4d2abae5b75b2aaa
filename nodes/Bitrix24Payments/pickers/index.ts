import { searchDealsOrInvoices } from './searchDealsOrInvoices';
import { searchPayments } from './searchPayments';
import { searchPaySystems } from './searchPaySystems';

/** The list searches behind the resource locators, by the names that the parameters use. */
export const listSearch = { searchDealsOrInvoices, searchPayments, searchPaySystems };
