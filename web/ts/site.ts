import { enhance } from "./enhance";
import { pictures } from "./picture";

enhance();
pictures();
import { session } from "./session";

enhance();
session();
