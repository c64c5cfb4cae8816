/// Inspections as engine 20.10 writes them, cut to what is read.
enum InspectionFixture {
  static func container(restart: String = "unless-stopped", tty: Bool = false, running: Bool = true) -> String {
    """
    {"Id":"abc123","Name":"/fiskai-worker-ocr","Image":"sha256:99","RestartCount":2,
     "State":{"Status":"\(running ? "running" : "exited")","Running":\(running),"Paused":false,"ExitCode":0,
       "OOMKilled":false,"Error":"","Pid":4711,"StartedAt":"2026-01-09T10:00:00.25Z","FinishedAt":"0001-01-01T00:00:00Z",
       "Health":{"Status":"healthy","FailingStreak":0,"Log":[]}},
     "Mounts":[{"Type":"bind","Source":"/home/admin/FiskAI/content","Destination":"/content","RW":true},
       {"Type":"volume","Name":"fiskai_ledger","Source":"/var/lib/docker/volumes/l/_data","Destination":"/ledger","RW":false}],
     "Config":{"Image":"fiskai-worker:lab","Tty":\(tty),"Cmd":["python3","worker.py"],"Entrypoint":null,
       "Env":["REDIS_URL=redis://:pa55word@fiskai-redis:6379","EMPTY=","A=b=c"],
       "Labels":{"com.docker.compose.project":"fiskai","com.docker.compose.service":"worker-ocr",
         "com.docker.compose.project.working_dir":"/home/admin/FiskAI",
         "com.docker.compose.project.config_files":"/home/admin/FiskAI/a.yml,/home/admin/FiskAI/b.yml",
         "com.docker.compose.config-hash":"f00","com.docker.compose.oneoff":"False"}},
     "HostConfig":{"RestartPolicy":{"Name":"\(restart)","MaximumRetryCount":0},"NetworkMode":"fiskai_default","Memory":0},
     "NetworkSettings":{"Networks":{
       "fiskai_default":{"NetworkID":"n1","IPAddress":"172.18.0.3","Gateway":"172.18.0.1","Aliases":["worker-ocr"],"IPAMConfig":null},
       "coolify":{"NetworkID":"n2","IPAddress":"172.19.0.3","Gateway":"172.19.0.1","Aliases":null,"IPAMConfig":{"IPv4Address":"172.19.0.3"}}}}}
    """
  }
}
