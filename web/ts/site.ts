import { enhance } from "./enhance";
import { offline } from "./offline";

enhance();
offline();
