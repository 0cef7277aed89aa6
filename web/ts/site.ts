import { enhance } from "./enhance";
import { offline } from "./offline";
import { pictures } from "./picture";
import { session } from "./session";

enhance();
offline();
pictures();
session();
