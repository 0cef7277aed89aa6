import { offline } from './offline';

offline();
