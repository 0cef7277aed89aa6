import { enhance } from "./enhance";
import { offline } from "./offline";
import { session } from "./session";

enhance();
offline();
session();
