// Makes the replica set and the user that the app signs in as, who may read
// and write one database and nothing else. What is there already stays.
const fs = require("fs");
const secret = (name) => fs.readFileSync("/run/secrets/" + name, "utf8").trim();

const root = { user: "root", pwd: secret("mongo_root_password") };
const one = new Mongo("mongodb://mongo1:27017/?directConnection=true").getDB("admin");
one.auth(root);
try {
  one.adminCommand({ replSetGetStatus: 1 });
} catch (e) {
  if (e.codeName !== "NotYetInitialized") throw e;
  const members = ["mongo1", "mongo2", "mongo3"].map((host, i) => ({ _id: i, host: host + ":27017", priority: i === 0 ? 2 : 1 }));
  one.adminCommand({ replSetInitiate: { _id: "rongqiao", members } });
}

const set = new Mongo("mongodb://mongo1,mongo2,mongo3/?replicaSet=rongqiao&serverSelectionTimeoutMS=60000").getDB("admin");
set.auth(root);
const app = { pwd: secret("mongo_app_password"), roles: [{ role: "readWrite", db: "rongqiao" }] };
if (set.getUser("rongqiao")) {
  set.updateUser("rongqiao", app);
} else {
  set.createUser({ user: "rongqiao", ...app });
}
