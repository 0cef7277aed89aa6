import { enhance } from "./enhance";
import { pictures } from "./picture";
import { session } from "./session";

enhance();
pictures();
session();
