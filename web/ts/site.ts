import { enhance } from "./enhance";
import { pictures } from "./picture";

enhance();
pictures();
