import { enhance } from "./enhance";
import { session } from "./session";

enhance();
session();
